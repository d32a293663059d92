using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents.Tests;
using OpenHands.Agents.Tests.CodeAct;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

internal sealed class CodeActSessionTests
{
    private const string Picture = """{"action":"message","args":{"content":"what is this","images_urls":["data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="]}}""";

    [Test]
    public async Task The_stock_client_chats_with_CodeAct_over_the_model_that_it_names()
    {
        await using var model = await ModelEndpoint.StartAsync(Reply.Call("run", new { command = "echo 42" }), Reply.Say("It is 42."));
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("?features=tokens");
        await client.InitializeAsync(new JsonObject
        {
            ["LLM_MODEL"] = "loopback-1", ["LLM_BASE_URL"] = $"{model.BaseUrl}", ["LLM_API_KEY"] = ModelEndpoint.Key, ["AGENT"] = "CodeActAgent",
        }.ToJsonString());

        await client.SayAsync("What is the answer?");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frames.Select(frame => (string?)frame["content"]), Has.Some.StartsWith("OUT echo 42"));
            Assert.That(frames.Where(frame => frame.Action() == "message").Select(frame => (string?)frame["args"]!["content"]), Has.Some.EqualTo("It is 42."));
            Assert.That(frames.Any(frame => frame.ToJsonString().Contains(ModelEndpoint.Key, StringComparison.Ordinal)), Is.False, "No frame holds the key.");
            Assert.That(model.Questions, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task Without_a_model_the_agent_says_what_to_set()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SayAsync("hello");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");

        Assert.That(frames.Where(frame => frame.Action() == "message").Select(frame => (string?)frame["args"]!["content"]), Has.Some.Contains("LLM_MODEL"));
    }

    [Test]
    public async Task A_key_that_the_endpoint_repeats_is_in_no_log_and_no_frame()
    {
        using var log = new KeptLog();
        await using var model = await ModelEndpoint.StartAsync(Reply.Refuse(400, $"Bad request with {ModelEndpoint.Key}"));
        await using var server = await StartAsync(log.AddTo);
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync(new JsonObject { ["LLM_MODEL"] = "loopback-1", ["LLM_BASE_URL"] = $"{model.BaseUrl}", ["LLM_API_KEY"] = ModelEndpoint.Key }.ToJsonString());

        await client.SayAsync("hello");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "error");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frames.Select(frame => frame.ToJsonString()), Has.Some.Contains("refused the question").And.None.Contains(ModelEndpoint.Key));
            Assert.That(log.Lines, Has.Some.Contains("refused the question").And.None.Contains(ModelEndpoint.Key));
        }
    }

    [Test]
    public async Task Why_a_session_could_not_start_is_logged_without_its_key()
    {
        const string key = "sk-rare-5521";
        using var log = new KeptLog();
        await using var server = await ServerUnderTest.StartAsync(
            agent: () => throw new IOException($"No agent for {key}.", new IOException($"It is {key}.")), services: log.AddTo);
        await using var client = await server.ConnectAsync();

        await client.SendAsync(new JsonObject { ["action"] = "initialize", ["args"] = new JsonObject { ["LLM_API_KEY"] = key } }.ToJsonString());
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "error");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(frames.Select(frame => frame.ToJsonString()), Has.Some.Contains("No agent for").And.None.Contains(key));
            Assert.That(log.Lines, Has.Some.Contains("No agent for").And.None.Contains(key));
        }
    }

    [TestCase(null, "Model does not support image upload, change to a different model or try without an image.")]
    [TestCase(false, "Support for images is disabled for this model, try without an image.")]
    public async Task Pictures_are_refused_where_the_model_takes_none(bool? vision, string why)
    {
        await using var model = await ModelEndpoint.StartAsync(Reply.Say("hello"));
        await using var server = await StartAsync(services => services.AddModel(model.Options() with { Vision = vision }));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SendAsync(Picture);
        var refusal = await client.ReceiveUntilAsync(frame => frame.IsError());
        await client.SayAsync("hello");
        await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refusal[^1].Content(), Is.EqualTo(why));
            Assert.That(model.Questions.Single().ToString(), Does.Not.Contain("what is this"));
        }
    }

    [Test]
    public async Task Pictures_reach_a_model_that_takes_them()
    {
        await using var model = await ModelEndpoint.StartAsync(Reply.Say("A dot."));
        await using var server = await StartAsync(services => services.AddModel(model.Options() with { Vision = true }));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SendAsync(Picture);
        await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");

        Assert.That(model.Questions.Single().ToString(), Does.Contain("image_url").And.Contain("what is this"));
    }

    [Test]
    public async Task The_servers_key_is_not_sent_to_an_address_that_a_client_names()
    {
        await using var mine = await ModelEndpoint.StartAsync(Reply.Say("mine"));
        await using var foreign = await ModelEndpoint.StartAsync(Reply.Say("foreign"));
        await using var server = await StartAsync(services => services.AddModel(mine.Options() with { MaxRetries = 0 }));
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync(new JsonObject { ["LLM_BASE_URL"] = $"{foreign.BaseUrl}" }.ToJsonString());

        await client.SayAsync("hello");
        await client.ReceiveUntilAsync(frame => frame.State() == "error");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(mine.Questions, Is.Empty);
            Assert.That(foreign.Questions, Is.Not.Empty);
            Assert.That(foreign.Authorizations, Has.None.Contains(ModelEndpoint.Key));
        }
    }

    [Test]
    public void A_key_stays_with_its_address()
    {
        var ours = new SessionSettings { ApiKey = "ours", BaseUrl = "http://a/v1" };

        using (Assert.EnterMultipleScope())
        {
            Assert.That(new SessionSettings { BaseUrl = "http://b/v1" }.Or(ours).ApiKey, Is.Null);
            Assert.That(new SessionSettings { BaseUrl = "http://a/v1" }.Or(ours).ApiKey, Is.EqualTo("ours"));
            Assert.That(new SessionSettings { Model = "m" }.Or(ours).ApiKey, Is.EqualTo("ours"));
        }
    }

    [Test]
    public async Task Agents_and_models_are_listed()
    {
        await using var model = await ModelEndpoint.StartAsync(Reply.Say("hello"));
        await using var server = await StartAsync(services => services.AddModel(model.Options()));
        using var http = server.CreateHttp();

        var agents = await http.GetFromJsonAsync<string[]>("/api/options/agents");
        var models = await http.GetFromJsonAsync<string[]>("/api/options/models");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(agents, Is.EqualTo(["CodeActAgent"]));
            Assert.That(models, Is.EqualTo(["llm", "loopback-1", "loopback-2"]));
        }
    }

    private static Task<ServerUnderTest> StartAsync(Action<IServiceCollection>? services = null) => ServerUnderTest.StartAsync(services: all =>
    {
        // The fake runtime has no kernel to load plugins into.
        all.AddCodeActAgent(options => options.Plugins = []);
        services?.Invoke(all);
    });
}
