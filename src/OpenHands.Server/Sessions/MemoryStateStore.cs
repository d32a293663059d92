namespace OpenHands.Server;

/// <summary>Keeps what an agent is at as long as its session is open, so that the agent that follows it goes on there.</summary>
internal sealed class MemoryStateStore : IControllerStateStore
{
    private volatile ControllerState? _state;

    public ValueTask<ControllerState?> LoadAsync(CancellationToken cancellationToken = default) => ValueTask.FromResult(_state);

    public ValueTask SaveAsync(ControllerState state, CancellationToken cancellationToken = default)
    {
        _state = state;
        return ValueTask.CompletedTask;
    }
}
