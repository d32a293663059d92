namespace OpenHands.Server;

/// <summary>Keeps what an agent is at as long as its session is open, so that the agent that follows it goes on there.</summary>
internal sealed class MemoryStateStore : IControllerStateStore
{
    private volatile ControllerState? _state;

    public Task<ControllerState?> LoadAsync(CancellationToken cancellationToken = default) => Task.FromResult(_state);

    public Task SaveAsync(ControllerState state, CancellationToken cancellationToken = default)
    {
        _state = state;
        return Task.CompletedTask;
    }
}
