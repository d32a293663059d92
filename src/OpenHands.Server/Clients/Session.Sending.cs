using System.Buffers;
using System.Net.WebSockets;

namespace OpenHands.Server.Clients;

// From the server to the client.
internal sealed partial class Session
{
    // A buffer that one large event has made larger than this is not kept.
    private const int KeptBufferBytes = 64 * 1024;

    private static readonly TimeSpan s_goodbyeTimeout = TimeSpan.FromSeconds(2);

    // One writer at a time: frames of different origins do not mix.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private ArrayBufferWriter<byte> _buffer = new(512);

    /// <summary>Sends a frame, after those that are being sent.</summary>
    /// <exception cref="TimeoutException">The client takes nothing in; it is disconnected.</exception>
    public ValueTask SendAsync(ReadOnlyMemory<byte> utf8) => SendAsync(() => utf8);

    // Made when it is its turn.
    private async ValueTask SendAsync(Func<ReadOnlyMemory<byte>> make)
    {
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

    private async Task SendEventsAsync()
    {
        var latest = _owner.Events.LatestId;

        // A client that knows later events knows those of another history.
        var from = _request.FromId > latest + 1 ? 0 : _request.FromId;
        Deliver(from - 1);
        if (from > latest)
        {
            _isReplayed.TrySetResult();
        }

        await foreach (var agentEvent in _owner.Events.FollowAsync(from, _gone.Token))
        {
            KeepState(agentEvent);
            if (agentEvent.Id <= latest)
            {
                if (EventFilter.IsReplayed(agentEvent))
                {
                    await SendAsync(agentEvent);
                }

                if (agentEvent.Id == latest)
                {
                    _isReplayed.TrySetResult();
                }
            }
            else if (EventFilter.IsLive(agentEvent) && !await _handler.IsOwnAsync(agentEvent, _gone.Token))
            {
                await SendAsync(agentEvent);
                Measure(agentEvent);
            }

            Deliver(agentEvent.Id);
        }
    }

    private async Task SendExtensionsAsync()
    {
        await foreach (var frame in _extensions.Reader.ReadAllAsync(_gone.Token))
        {
            await SendAsync(frame);
        }
    }

    private async ValueTask SendAsync(AgentEvent agentEvent)
    {
        await _sending.WaitAsync(_gone.Token);
        try
        {
            if (_owner.Frames.TryGet(agentEvent, out var frame))
            {
                await TransmitAsync(frame);
                return;
            }

            _options.Serializer.Write(agentEvent, _buffer);
            _owner.Frames.Keep(agentEvent, _buffer.WrittenSpan, _owner.ClientCount);
            await TransmitAsync(_buffer.WrittenMemory);
            if (_buffer.Capacity > KeptBufferBytes)
            {
                _buffer = new ArrayBufferWriter<byte>(512);
            }
            else
            {
                _buffer.ResetWrittenCount();
            }
        }
        finally
        {
            _sending.Release();
        }
    }

    private async ValueTask TransmitAsync(ReadOnlyMemory<byte> utf8)
    {
        var sending = _socket.SendAsync(utf8, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
        if (sending.IsCompletedSuccessfully)
        {
            sending.GetAwaiter().GetResult();
        }
        else
        {
            await InTimeAsync(sending.AsTask());
        }

        _owner.Services.Telemetry.FramesSent.Add(1);
    }

    private async Task InTimeAsync(Task sending)
    {
        try
        {
            await sending.WaitAsync(_options.SendTimeout, _time);
        }
        catch (TimeoutException)
        {
            _reason = "it took nothing in";
            _owner.Services.Telemetry.ClientsDropped.Add(1);
            SessionLog.TooSlow(_logger, _owner.Id, Number, _options.SendTimeout);
            _socket.Abort();
            await _gone.CancelAsync();
            throw;
        }
    }

    private async Task SayGoodbyeAsync(WebSocketCloseStatus status, string? why)
    {
        await _sending.WaitAsync(_gone.Token);
        try
        {
            await _socket.CloseOutputAsync(status, why, CancellationToken.None).WaitAsync(s_goodbyeTimeout, _time);
        }
        finally
        {
            _sending.Release();
        }
    }

    private void Measure(AgentEvent agentEvent)
    {
        var telemetry = _owner.Services.Telemetry;
        if (telemetry.FanOutLag.Enabled)
        {
            telemetry.FanOutLag.Record((_time.GetUtcNow() - agentEvent.Timestamp!.Value).TotalSeconds);
        }

        if (telemetry.QueueLength.Enabled)
        {
            telemetry.QueueLength.Record(_owner.Events.LatestId - agentEvent.Id);
        }
    }
}
