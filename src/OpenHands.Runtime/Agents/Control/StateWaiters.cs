namespace OpenHands;

/// <summary>Those who wait until the controller has reached a state, knowing certain events.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StateWaiters
{
    private readonly Lock _gate = new();
    private readonly List<Waiter> _waiters = [];
    private AgentState _state;
    private long _knownId = AgentEvent.Unassigned;
    private Exception? _end;

    /// <summary>Waits until a state is reached.</summary>
    /// <param name="isReached">Whether it is.</param>
    /// <param name="knowing">The event that the controller must have taken in before.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<AgentState> WaitAsync(Func<AgentState, bool> isReached, long knowing, CancellationToken cancellationToken)
    {
        var waiter = new Waiter(isReached, knowing, new TaskCompletionSource<AgentState>(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _waiters.Add(waiter);
            Check();
        }

        try
        {
            return await waiter.Reached.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    /// <summary>Nothing more follows from the events so far.</summary>
    public void Settled(AgentState state, long knownId)
    {
        lock (_gate)
        {
            _state = state;
            _knownId = knownId;
            Check();
        }
    }

    /// <summary>No event will be taken in any more.</summary>
    public void End(AgentState state, Exception reason)
    {
        lock (_gate)
        {
            _state = state;
            _end ??= reason;
            Check();
        }
    }

    private void Check()
    {
        foreach (var waiter in _waiters)
        {
            if (waiter.IsReached(_state) && _knownId >= waiter.Knowing)
            {
                waiter.Reached.TrySetResult(_state);
            }
            else if (_end is not null)
            {
                waiter.Reached.TrySetException(_end);
            }
        }
    }

    private sealed record Waiter(Func<AgentState, bool> IsReached, long Knowing, TaskCompletionSource<AgentState> Reached);
}
