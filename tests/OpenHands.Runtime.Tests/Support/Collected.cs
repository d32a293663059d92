namespace OpenHands.Tests.Support;

/// <summary>What a subscriber got, and a way to wait for more of it.</summary>
internal sealed class Collected
{
    private readonly Lock _gate = new();
    private readonly List<AgentEvent> _events = [];
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<AgentEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public IEnumerable<long> Ids => Events.Select(agentEvent => agentEvent.Id);

    public ValueTask AddAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _events.Add(agentEvent);
            _more.SetResult();
            _more = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        return ValueTask.CompletedTask;
    }

    public async Task<IReadOnlyList<AgentEvent>> WaitForAsync(int count)
    {
        while (true)
        {
            Task more;
            lock (_gate)
            {
                if (_events.Count >= count)
                {
                    return [.. _events];
                }

                more = _more.Task;
            }

            await more.WaitAsync(Patience.Long);
        }
    }
}
