using System.Threading.Channels;

namespace OpenHands.Server.Clients;

// What is no event, and yet has its place among them: that a start failed follows what was published of it.
internal sealed partial class Session
{
    // One for each initialize, or nearly so: a client that has so many to come asks and does not listen.
    private const int NoticeCapacity = 256;

    private readonly Channel<(long After, Func<ReadOnlyMemory<byte>> Make)> _notices = Channel.CreateBounded<(long, Func<ReadOnlyMemory<byte>>)>(new BoundedChannelOptions(NoticeCapacity) { SingleReader = true });
    private readonly Lock _deliveryGate = new();
    private long _deliveredId = -1;
    private long _awaitedId;
    private TaskCompletionSource? _delivered;
    private AgentState? _lastState;
    private volatile bool _isOver;

    private AgentState? LastState
    {
        get
        {
            lock (_deliveryGate)
            {
                return _lastState;
            }
        }
    }

    /// <summary>Sends a frame that is no event once the client has the events up to one. Never waits, and leaves nothing out while the session is open.</summary>
    public void Tell(long afterId, byte[] utf8) => Tell(afterId, () => utf8);

    /// <summary>Sends the agent's state after the events that there are now. It never takes back a state that the client was sent.</summary>
    public void TellState() => Tell(_owner.Events.LatestId, () => ServerFrames.State(_owner.StateAfter(LastState)));

    private void Tell(long afterId, Func<ReadOnlyMemory<byte>> make)
    {
        if (!_notices.Writer.TryWrite((afterId, make)) && !_isOver)
        {
            Lose("it asks without listening");
        }
    }

    private async Task SendNoticesAsync()
    {
        await foreach (var (after, make) in _notices.Reader.ReadAllAsync(_gone.Token))
        {
            await WaitUntilDeliveredAsync(after);
            await SendAsync(make);
        }
    }

    // When no event comes any more, everything that was to follow one can be sent.
    private Task SendLastNoticesAsync(Task notices)
    {
        _isOver = true;
        _notices.Writer.TryComplete();
        return notices;
    }

    // Before its event is sent: a controller that has published its state may not have it yet, and would take it back.
    private void KeepState(AgentEvent agentEvent)
    {
        if (agentEvent is AgentStateChangedObservation changed)
        {
            lock (_deliveryGate)
            {
                _lastState = changed.AgentState;
            }
        }
    }

    // The client has this event, or need not have it.
    private void Deliver(long id)
    {
        TaskCompletionSource? delivered = null;
        lock (_deliveryGate)
        {
            _deliveredId = id;
            if (id >= _awaitedId)
            {
                (delivered, _delivered) = (_delivered, null);
            }
        }

        delivered?.TrySetResult();
    }

    private async Task WaitUntilDeliveredAsync(long id)
    {
        Task delivered;
        lock (_deliveryGate)
        {
            if (_deliveredId >= id)
            {
                return;
            }

            _awaitedId = id;
            _delivered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            delivered = _delivered.Task;
        }

        await delivered.WaitAsync(_gone.Token);
    }
}
