using System.Threading.Channels;

namespace OpenHands.Server.Clients;

// What is no event, and yet has its place among them: that a start failed follows what was published of it.
internal sealed partial class Session
{
    // Nobody is told so much that is no event. A client that lags so far behind is given up, as one that misses an event would be.
    private const int TellingCapacity = 256;

    private readonly Channel<(long After, Func<byte[]> Make)> _telling = Channel.CreateBounded<(long, Func<byte[]>)>(new BoundedChannelOptions(TellingCapacity) { SingleReader = true });
    private readonly Lock _passing = new();
    private long _passedId = -1;
    private AgentState? _lastState;
    private TaskCompletionSource? _passed;

    private AgentState? LastState
    {
        get
        {
            lock (_passing)
            {
                return _lastState;
            }
        }
    }

    /// <summary>Sends a frame that is no event as soon as the client has got the events up to one. Never waits, and leaves nothing out.</summary>
    public void Tell(long afterId, byte[] utf8) => Tell(afterId, () => utf8);

    /// <summary>Sends the agent's state, which agrees with the events before and after it.</summary>
    /// <remarks>A session without an agent has a state of its own: that of the last agent is past.</remarks>
    public void TellState() => Tell(_owner.Events.LatestId, () => ServerFrames.State(_owner.Controller is not null && LastState is { } last ? last : _owner.State));

    private void Tell(long afterId, Func<byte[]> make)
    {
        if (!_telling.Writer.TryWrite((afterId, make)))
        {
            Lose();
        }
    }

    private async Task SendToldAsync()
    {
        await foreach (var (after, make) in _telling.Reader.ReadAllAsync(_gone.Token))
        {
            await WaitUntilPassedAsync(after);
            await _sending.WaitAsync(_gone.Token);
            try
            {
                await TransmitAsync(make());
            }
            finally
            {
                _sending.Release();
            }
        }
    }

    // Before its event is sent. A controller that has published its state may not have it yet, and would take it back.
    private void Meet(AgentEvent agentEvent)
    {
        if (agentEvent is AgentStateChangedObservation changed)
        {
            lock (_passing)
            {
                _lastState = changed.AgentState;
            }
        }
    }

    // The client has got this event, or need not.
    private void Pass(long id)
    {
        TaskCompletionSource? passed;
        lock (_passing)
        {
            _passedId = id;
            (passed, _passed) = (_passed, null);
        }

        passed?.TrySetResult();
    }

    private async Task WaitUntilPassedAsync(long id)
    {
        while (true)
        {
            Task next;
            lock (_passing)
            {
                if (_passedId >= id)
                {
                    return;
                }

                next = (_passed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await next.WaitAsync(_gone.Token);
        }
    }
}
