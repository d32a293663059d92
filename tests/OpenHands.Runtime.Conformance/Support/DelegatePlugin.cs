using OpenHands.Protocol;

namespace OpenHands.Conformance;

/// <summary>A plugin whose behaviour a test says.</summary>
internal sealed class DelegatePlugin(string name) : IRuntimePlugin
{
    public string Name => name;

    public IReadOnlyCollection<string> Actions { get; init; } = [];

    public string Documentation { get; init; } = "";

    public Action<EventTypeRegistry> Register { get; init; } = static _ => { };

    public Func<PluginContext, CancellationToken, Task> Initialize { get; init; } = static (_, _) => Task.CompletedTask;

    public Func<AgentAction, CancellationToken, Task<Observation>> Execute { get; init; } = static (_, _) => throw new NotSupportedException("Not said.");

    public Func<Task> Dispose { get; init; } = static () => Task.CompletedTask;

    public void RegisterEventTypes(EventTypeRegistry types) => Register(types);

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default) => Initialize(context, cancellationToken);

    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => Execute(action, cancellationToken);

    public async ValueTask DisposeAsync() => await Dispose();
}
