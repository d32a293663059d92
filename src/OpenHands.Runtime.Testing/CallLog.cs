namespace OpenHands.Testing;

/// <summary>What reached the fake sandbox, in the order in which it began, and those who wait for it.</summary>
internal sealed class CallLog
{
    private readonly Lock _gate = new();
    private readonly List<RecordedCall> _calls = [];
    private readonly List<Waiter> _waiters = [];

    // Calls that a waiter may see: their first wait on the clock, if they have one, has begun.
    private readonly HashSet<int> _underWay = [];

    public IReadOnlyList<RecordedCall> Snapshot()
    {
        lock (_gate)
        {
            return [.. _calls];
        }
    }

    public int Add(AgentAction action)
    {
        lock (_gate)
        {
            _calls.Add(new RecordedCall(action));
            return _calls.Count - 1;
        }
    }

    public void SetUnderWay(int index)
    {
        lock (_gate)
        {
            _underWay.Add(index);
            foreach (var waiter in _waiters.Where(waiter => waiter.Matches(_calls[index].Action)).ToArray())
            {
                _waiters.Remove(waiter);
                waiter.Completion.TrySetResult(_calls[index]);
            }
        }
    }

    public void Complete(int index, Observation observation) => Replace(index, call => call with { Observation = observation });

    public void Fail(int index, Exception failure) => Replace(index, call => call with { Failure = failure });

    public async Task<RecordedCall> WaitAsync(Func<AgentAction, bool> matches, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            for (var i = 0; i < _calls.Count; i++)
            {
                if (_underWay.Contains(i) && matches(_calls[i].Action))
                {
                    return _calls[i];
                }
            }

            waiter = new Waiter(matches, new TaskCompletionSource<RecordedCall>(TaskCreationOptions.RunContinuationsAsynchronously));
            _waiters.Add(waiter);
        }

        try
        {
            return await waiter.Completion.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _waiters.Remove(waiter);
            }
        }
    }

    private void Replace(int index, Func<RecordedCall, RecordedCall> change)
    {
        lock (_gate)
        {
            _calls[index] = change(_calls[index]);
        }
    }

    private sealed record Waiter(Func<AgentAction, bool> Matches, TaskCompletionSource<RecordedCall> Completion);
}
