namespace OpenHands.Server.Tests.Support;

/// <summary>An agent that is done at once, and knows whether it was disposed.</summary>
internal sealed class DisposableAgent(Action? disposal = null) : IAgent, IAsyncDisposable
{
    public bool IsDisposed { get; private set; }

    public string Name => "disposable";

    public IReadOnlyList<string> Plugins => [];

    /// <summary>Makes one and remembers it.</summary>
    public static DisposableAgent AddTo(List<DisposableAgent> made)
    {
        made.Add(new DisposableAgent());
        return made[^1];
    }

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) => Task.FromResult<AgentAction>(new AgentFinishAction());

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        disposal?.Invoke();
        return ValueTask.CompletedTask;
    }
}
