using System.Threading.Tasks.Sources;

namespace OpenHands.Events;

/// <summary>A publisher that waits for somebody else's commit to carry its event.</summary>
internal abstract class PendingPublish(EventSource source)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Withdrawn = 2;

    private int _state;
    private CancellationTokenRegistration _cancellation;

    public EventSource Source { get; } = source;

    /// <summary>The event as its publisher gave it.</summary>
    public abstract AgentEvent Event { get; }

    /// <summary>Claims the event for a batch. From then on cancelling comes too late.</summary>
    /// <returns>Whether the publisher still wants it stored.</returns>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    public abstract void Succeed(AgentEvent stored);

    public abstract void Fail(Exception exception);

    protected void WithdrawWhen(CancellationToken cancellationToken)
    {
        _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((PendingPublish)state!).Withdraw(token), this);
    }

    // For the publisher, when it has its answer: its token may outlive many events.
    protected void ForgetCancellation() => _cancellation.Unregister();

    private void Withdraw(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) == Waiting)
        {
            Fail(new OperationCanceledException(cancellationToken));
        }
    }
}

/// <inheritdoc />
internal sealed class PendingPublish<TEvent>(TEvent agentEvent, EventSource source) : PendingPublish(source), IValueTaskSource<TEvent>
    where TEvent : AgentEvent
{
    // A publisher's continuation on the committer's stack would make everybody else wait for it.
    private ManualResetValueTaskSourceCore<TEvent> _outcome = new() { RunContinuationsAsynchronously = true };

    public override AgentEvent Event => agentEvent;

    public ValueTask<TEvent> WaitAsync(CancellationToken cancellationToken)
    {
        WithdrawWhen(cancellationToken);
        return new ValueTask<TEvent>(this, _outcome.Version);
    }

    public override void Succeed(AgentEvent stored) => _outcome.SetResult((TEvent)stored);

    public override void Fail(Exception exception) => _outcome.SetException(exception);

    TEvent IValueTaskSource<TEvent>.GetResult(short token)
    {
        ForgetCancellation();
        return _outcome.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource<TEvent>.GetStatus(short token) => _outcome.GetStatus(token);

    void IValueTaskSource<TEvent>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _outcome.OnCompleted(continuation, state, token, flags);
}
