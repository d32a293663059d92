using OpenHands.Protocol;

namespace OpenHands.Conformance;

/// <summary>Shows a test what a plugin sees of a runtime, and handles <see cref="ProbeAction"/> if the test wants it.</summary>
internal sealed class ProbePlugin(Action<PluginContext>? onReady = null, Func<ProbeAction, CancellationToken, Task<Observation>>? handle = null)
    : IRuntimePlugin
{
    public string Name => "conformance_probe";

    public IReadOnlyCollection<string> Actions => handle is null ? [] : ["conformance_probe"];

    public string Documentation => "";

    public void RegisterEventTypes(EventTypeRegistry types) => types.AddAction(ProbeJsonContext.Default.ProbeAction, new ProbeAction(""));

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default)
    {
        onReady?.Invoke(context);
        return Task.CompletedTask;
    }

    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) =>
        handle!((ProbeAction)action, cancellationToken);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
