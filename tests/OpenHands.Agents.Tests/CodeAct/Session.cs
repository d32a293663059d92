using System.Text.Json;
using OpenHands.Local;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>One session as a host program has it: an endpoint, a runtime of this machine, the agent and its controller.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly ChatModel _model;

    private Session(ModelEndpoint endpoint, LocalRuntime runtime, ChatModel model, CodeActAgentOptions options, AgentControllerOptions controllerOptions)
    {
        Endpoint = endpoint;
        Runtime = runtime;
        _model = model;
        Agent = new CodeActAgent(model, runtime, options);
        Controller = new AgentController(Agent, runtime, controllerOptions);
    }

    public ModelEndpoint Endpoint { get; }

    public LocalRuntime Runtime { get; }

    public CodeActAgent Agent { get; }

    public AgentController Controller { get; }

    public static Task<Session> StartAsync(params Reply[] replies) => StartAsync(new SessionOptions(), replies);

    public static async Task<Session> StartAsync(SessionOptions options, params Reply[] replies) =>
        await StartAsync(options, await ModelEndpoint.StartAsync(replies));

    public static async Task<Session> StartAsync(SessionOptions options, ModelEndpoint endpoint)
    {
        var runtimeOptions = new LocalRuntimeOptions { WorkspacePath = options.Workspace };
        foreach (var plugin in options.Plugins)
        {
            runtimeOptions.Plugins.Add(plugin);
        }

        var runtime = new LocalRuntime(runtimeOptions);
        await runtime.StartAsync();
        var model = ModelEndpoint.Model(options.Model(endpoint.Options(options.Dialect)));
        return new Session(endpoint, runtime, model, options.Agent, options.Controller);
    }

    public async Task<IReadOnlyList<AgentEvent>> EventsAsync() => await Runtime.Events.ReadAsync().ToListAsync();

    /// <summary>The last error on the stream.</summary>
    public async Task<string> ErrorAsync() => (await EventsAsync()).OfType<ErrorObservation>().Last().Content;

    /// <summary>The messages of a question.</summary>
    public IReadOnlyList<JsonElement> Messages(int question) => [.. Endpoint.Questions[question].GetProperty("messages").EnumerateArray()];

    /// <summary>The text of a message, whatever its form.</summary>
    public static string TextOf(JsonElement message) =>
        !message.TryGetProperty("content", out var content) ? ""
        : content.ValueKind == JsonValueKind.Array
            ? string.Concat(content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()))
            : content.ToString();

    public async ValueTask DisposeAsync()
    {
        await Controller.DisposeAsync();
        Agent.Dispose();
        _model.Dispose();
        await Runtime.DisposeAsync();
        await Endpoint.DisposeAsync();
    }
}
