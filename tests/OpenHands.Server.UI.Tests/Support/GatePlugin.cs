using OpenHands.Protocol;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>Holds a start up until the test lets it go on.</summary>
internal sealed class GatePlugin : IRuntimePlugin
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "gate";

    public IReadOnlyCollection<string> Actions => [];

    public string Documentation => "";

    public void Open() => _opened.TrySetResult();

    public void RegisterEventTypes(EventTypeRegistry types)
    {
        // It has none.
    }

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default) => _opened.Task.WaitAsync(cancellationToken);

    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
