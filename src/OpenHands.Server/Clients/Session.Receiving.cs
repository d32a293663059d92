using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;

namespace OpenHands.Server.Clients;

// From the client to the server.
internal sealed partial class Session
{
    private const int FirstBufferBytes = 4096;

    // Frames that wait for the one before them. More wait in the socket.
    private readonly Channel<ReceivedFrame> _inbox = Channel.CreateBounded<ReceivedFrame>(new BoundedChannelOptions(2) { SingleReader = true, SingleWriter = true });

    private async Task ReceiveFramesAsync()
    {
        while (await ReceiveAsync() is { } frame)
        {
            _owner.Services.Telemetry.FramesReceived.Add(1);
            await _inbox.Writer.WriteAsync(frame, _gone.Token);
        }
    }

    // Clients send their first frames before they have been sent anything; what answers them comes after the replay.
    private async Task HandleFramesAsync()
    {
        await _isReplayed.Task;
        await foreach (var frame in _inbox.Reader.ReadAllAsync(_gone.Token))
        {
            try
            {
                await _handler.HandleAsync(frame, _gone.Token);
            }
            finally
            {
                frame.Dispose();
            }
        }
    }

    /// <summary>One frame; <see langword="null"/> when the client has said goodbye.</summary>
    private async ValueTask<ReceivedFrame?> ReceiveAsync()
    {
        // Waits without a buffer: a thousand clients that say nothing cost no memory.
        var received = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        var length = 0;
        while (received.MessageType != WebSocketMessageType.Close && !received.EndOfMessage)
        {
            if (length == buffer.Length && !TryGrow(ref buffer))
            {
                ArrayPool<byte>.Shared.Return(buffer);
                return await SkipAsync() ? ReceivedFrame.Refused($"A frame may have {_options.MaxFrameBytes:N0} bytes; this one has more. Nothing of it was read.") : null;
            }

            received = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
        }

        if (received.MessageType == WebSocketMessageType.Text && length <= _options.MaxFrameBytes)
        {
            return new ReceivedFrame(buffer, length, null);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return received.MessageType switch
        {
            WebSocketMessageType.Close => null,
            WebSocketMessageType.Binary => ReceivedFrame.Refused("Frames are text, one JSON object each; this one is binary."),
            _ => ReceivedFrame.Refused($"A frame may have {_options.MaxFrameBytes:N0} bytes; this one has {length:N0}."),
        };
    }

    private bool TryGrow(ref byte[] buffer)
    {
        if (buffer.Length >= _options.MaxFrameBytes)
        {
            return false;
        }

        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(buffer.Length * 2L, _options.MaxFrameBytes));
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
        return true;
    }

    // The rest of a frame that is too long.
    private async ValueTask<bool> SkipAsync()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        try
        {
            ValueWebSocketReceiveResult received;
            do
            {
                received = await _socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            }
            while (received.MessageType != WebSocketMessageType.Close && !received.EndOfMessage);
            return received.MessageType != WebSocketMessageType.Close;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
