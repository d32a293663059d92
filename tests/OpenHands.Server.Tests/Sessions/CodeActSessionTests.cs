using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents.Tests.CodeAct;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

internal sealed class CodeActSessionTests
{
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
