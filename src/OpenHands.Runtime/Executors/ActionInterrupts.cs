namespace OpenHands;

/// <summary>Finds the action that an interrupt is meant for, also when the runtime has not heard of it yet.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ActionInterrupts
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, RunningAction> _running = [];

    // Interrupts that overtook their event on its way through the subscription.
    private readonly HashSet<long> _early = [];
    private long _expectedFrom = long.MaxValue;

    /// <summary>Events from this one on will be seen.</summary>
    public void ExpectFrom(long id)
    {
        lock (_gate)
        {
            _expectedFrom = id;
        }
    }

    /// <summary>No more events will be seen.</summary>
    public void ExpectNone()
    {
        lock (_gate)
        {
            _expectedFrom = long.MaxValue;
            _early.Clear();
        }
    }

    /// <summary>The event has been looked at; if it is an action of this runtime, it has begun.</summary>
    public void Saw(long id)
    {
        lock (_gate)
        {
            _expectedFrom = id + 1;
            if (_early.Count > 0)
            {
                _early.RemoveWhere(early => early <= id);
            }
        }
    }

    /// <summary>An action begins, or begins to wait for its turn. Dispose it when it is answered.</summary>
    public RunningAction Begin(long id, CancellationToken cancellationToken)
    {
        var running = new RunningAction(this, id, cancellationToken);
        lock (_gate)
        {
            _running[id] = running;
            if (_early.Remove(id))
            {
                running.Interrupt();
            }
        }

        return running;
    }

    /// <summary>An action is answered.</summary>
    public void End(RunningAction running)
    {
        lock (_gate)
        {
            _running.Remove(running.Id);
        }
    }

    /// <inheritdoc cref="Runtime.Interrupt"/>
    public bool Interrupt(long id, long latestId)
    {
        lock (_gate)
        {
            if (_running.TryGetValue(id, out var running))
            {
                running.Interrupt();
                return true;
            }

            return id >= _expectedFrom && id <= latestId && _early.Add(id);
        }
    }
}
