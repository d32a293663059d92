using System.ComponentModel;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Agents.Tests.CodeAct;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

/// <summary>Models and agents by name.</summary>
public sealed class ModelTests
{
    [Test]
    public void A_key_never_prints()
    {
        var key = new ApiKey(" sk-secret-1 ");
        var options = new ModelOptions { ApiKey = key };

        using (Assert.EnterMultipleScope())
        {
            Assert.That($"{key} {options} {new ModelOverrides { ApiKey = key }} {System.Text.Json.JsonSerializer.Serialize(key)}", Does.Not.Contain("secret"));
            Assert.That(key.Reveal(), Is.EqualTo("sk-secret-1"));
            Assert.That(((ApiKey)TypeDescriptor.GetConverter(typeof(ApiKey)).ConvertFrom("sk-2")!).Reveal(), Is.EqualTo("sk-2"));
            Assert.That(() => new ApiKey("two words"), Throws.ArgumentException.With.Message.Not.Contain("two"));
        }
    }

    [Test]
    public void The_configured_key_is_not_sent_to_another_endpoint()
    {
        using var factory = new ModelFactory([new ModelOptions { BaseUrl = new Uri("http://127.0.0.1:1/v1"), ApiKey = new ApiKey("sk-ours") }]);

        using var elsewhere = factory.Create(sessionOverrides: new ModelOverrides { BaseUrl = new Uri("http://127.0.0.1:2/v1") });
        using var withKey = factory.Create(sessionOverrides: new ModelOverrides { BaseUrl = new Uri("http://127.0.0.1:2/v1"), ApiKey = new ApiKey("sk-theirs") });
        using var otherModel = factory.Create(sessionOverrides: new ModelOverrides { Model = "other" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(elsewhere.Options.ApiKey, Is.Null);
            Assert.That(withKey.Options.ApiKey?.Reveal(), Is.EqualTo("sk-theirs"));
            Assert.That(otherModel.Options, Has.Property("Model").EqualTo("other").And.Property("ApiKey").Not.Null);
        }
    }

    [Test]
    public void Names_of_groups_models_and_providers_are_understood()
    {
        var asked = new List<string>();
        using var factory = new ModelFactory(
            [new ModelOptions { Model = "big" }, new ModelOptions { Name = "small", Model = "local/tiny" }],
            new Dictionary<string, Func<ModelOptions, IChatClient>>(StringComparer.Ordinal)
            {
                ["local"] = options =>
                {
                    asked.Add(options.Model);
                    return new SilentClient();
                },
            });

        using var byGroup = factory.Create("small");
        using var byChoice = factory.Create(sessionOverrides: new ModelOverrides { Model = "small" });
        using var byPrefix = factory.Create(sessionOverrides: new ModelOverrides { Model = "openai/gpt-x" });
        using var withSlash = factory.Create(sessionOverrides: new ModelOverrides { Model = "Qwen/Qwen3" });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Is.EqualTo(["tiny", "tiny"]));
            Assert.That(byPrefix.Options.Model, Is.EqualTo("gpt-x"));
            Assert.That(withSlash.Options.Model, Is.EqualTo("Qwen/Qwen3"));
            Assert.That(() => factory.Create("huge"), Throws.ArgumentException.With.Message.StartsWith("There is no model 'huge'. There is: llm, small."));
        }
    }

    [Test]
    public async Task What_the_user_chose_does_not_reach_an_agent_that_has_a_model_of_its_own()
    {
        var asked = new List<ModelOptions>();
        var services = new ServiceCollection();
        services.AddModel(new ModelOptions { Model = "big", Provider = "probe" });
        services.AddModel(new ModelOptions { Name = "small", Model = "tiny", Provider = "probe", BaseUrl = new Uri("http://127.0.0.1:2/v1") });
        services.AddModelProvider("probe", (_, options) =>
        {
            asked.Add(options);
            return new SilentClient();
        });
        services.AddCodeActAgent().AddCodeActAgent(options => (options.Name, options.Model) = ("helper", "small"));
        await using var provider = services.BuildServiceProvider();
        await using var runtime = new FakeRuntime();
        var setup = new AgentSetup(runtime) { Overrides = new ModelOverrides { Model = "mine", ApiKey = new ApiKey("sk-user-1") } };

        var delegates = provider.GetRequiredService<AgentFactories>().CreateRegistry(setup);
        foreach (var name in new[] { "helper", "CodeActAgent" })
        {
            Assert.That(delegates.TryCreate(name, out var agent), Is.True);
            ((IDisposable)agent!).Dispose();
        }

        Assert.That(asked.Select(options => (options.Model, options.ApiKey?.Reveal())), Is.EqualTo([("tiny", null), ("mine", "sk-user-1")]));
    }

    [Test]
    public void Wrong_options_are_all_named() => Assert.That(
        () => new ModelFactory([new ModelOptions { Name = "x", BaseUrl = new Uri("ftp://a"), ContextTokens = 1, InputPrice = -1 }]),
        Throws.ArgumentException.With.Message.Contains("The model 'x' cannot be used.").And.Message.Contains("BaseUrl").And.Message.Contains("ContextTokens").And.Message.Contains("price"));

    [Test]
    public async Task Endpoints_are_asked_once_for_their_models()
    {
        await using var endpoint = await ModelEndpoint.StartAsync(Reply.Say("hi"));
        using var factory = new ModelFactory([endpoint.Options() with { Model = "configured" }, new ModelOptions { Name = "dead", BaseUrl = new Uri("http://127.0.0.1:9/v1") }]);

        var models = await factory.ListAsync();
        await factory.ListAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(models, Is.EqualTo(["configured", "dead", "gpt-4o", "llm", "loopback-1", "loopback-2"]));
            Assert.That(endpoint.ListCalls, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task Agents_are_made_by_name()
    {
        await using var endpoint = await ModelEndpoint.StartAsync(Reply.Call("finish", new { message = "Done." }));
        await using var runtime = await FakeRuntime.StartNewAsync();
        var services = new ServiceCollection();
        services.AddModel(endpoint.Options()).AddCodeActAgent(options => options.Plugins = []).AddAgent("mine", (_, _) => new ScriptedAgent(new AgentFinishAction()), ["jupyter"]);
        await using var provider = services.BuildServiceProvider();
        var agents = provider.GetRequiredService<AgentFactories>();

        var agent = agents.Create("CodeActAgent", new AgentSetup(runtime));
        using var disposable = (IDisposable)agent;
        await using var controller = new AgentController(agent, runtime, new AgentControllerOptions { Agents = agents.CreateRegistry(new AgentSetup(runtime)) });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(agents.Names, Is.EqualTo(["CodeActAgent", "mine"]));
            Assert.That(agents.PluginsOf("mine"), Is.EqualTo(["jupyter"]));
            Assert.That(await controller.RunAsync("Go."), Is.EqualTo(AgentState.Finished));
            Assert.That(() => agents.Create("nobody", new AgentSetup(runtime)), Throws.ArgumentException.With.Message.StartsWith("There is no agent 'nobody'. There is: CodeActAgent, mine."));
        }
    }

    private sealed class SilentClient : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nobody asks.");

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException("Nobody asks.");

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
