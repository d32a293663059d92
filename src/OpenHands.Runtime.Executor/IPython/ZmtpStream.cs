using System.Buffers;
using System.Buffers.Binary;

namespace OpenHands.Execution.IPython;

/// <summary>One ZMTP 3.0 connection, after the greeting: messages of several frames, in both directions.</summary>
/// <remarks>One reader at a time; any number of senders. What arrives is read in pieces, so a frame of any size needs no memory of that size.</remarks>
internal sealed class ZmtpStream(Stream stream) : IAsyncDisposable
{
    public const byte MoreFrames = 1;
    public const byte LongFrame = 2;
    public const byte CommandFrame = 4;

    private const int LongestCommand = 64 * 1024;
    private const int PieceLength = 16 * 1024;

    private readonly BufferedStream _reading = new(stream, 32 * 1024);
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly byte[] _head = new byte[9];

    /// <summary>Waits for the next frame of a message. Its content must be read or skipped before the next call.</summary>
    /// <exception cref="EndOfStreamException">The connection has ended.</exception>
    /// <exception cref="InvalidDataException">What came is no frame.</exception>
    public async ValueTask<ZmtpFrame> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _reading.ReadExactlyAsync(_head.AsMemory(0, 2), cancellationToken).ConfigureAwait(false);
            var flags = _head[0];
            long length = _head[1];
            if ((flags & LongFrame) != 0)
            {
                await _reading.ReadExactlyAsync(_head.AsMemory(2, 7), cancellationToken).ConfigureAwait(false);
                length = BinaryPrimitives.ReadInt64BigEndian(_head.AsSpan(1));
            }

            if (length < 0 || (flags & ~(MoreFrames | LongFrame | CommandFrame)) != 0)
            {
                throw new InvalidDataException($"The other end sent a frame with flags {flags} and a length of {length}.");
            }

            if ((flags & CommandFrame) == 0)
            {
                return new ZmtpFrame((flags & MoreFrames) != 0, length);
            }

            await AnswerAsync(length, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the content of a frame, or a part of it.</summary>
    public ValueTask ReadAsync(Memory<byte> content, CancellationToken cancellationToken) => _reading.ReadExactlyAsync(content, cancellationToken);

    /// <summary>Reads content that nobody wants to keep, in pieces.</summary>
    public async ValueTask SkipAsync(long length, Action<ReadOnlySpan<byte>>? onPiece, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PieceLength);
        try
        {
            while (length > 0)
            {
                var piece = buffer.AsMemory(0, (int)Math.Min(length, buffer.Length));
                await _reading.ReadExactlyAsync(piece, cancellationToken).ConfigureAwait(false);
                onPiece?.Invoke(piece.Span);
                length -= piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Sends one message.</summary>
    public Task SendAsync(IReadOnlyList<byte[]> parts, CancellationToken cancellationToken)
    {
        var message = new ArrayBufferWriter<byte>(parts.Sum(part => part.Length + 9));
        for (var i = 0; i < parts.Count; i++)
        {
            Write(message, i < parts.Count - 1 ? MoreFrames : (byte)0, parts[i]);
        }

        return WriteAsync(message.WrittenMemory, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync().ConfigureAwait(false);
        _sending.Dispose();
    }

    private static void Write(ArrayBufferWriter<byte> message, byte flags, ReadOnlySpan<byte> content)
    {
        var head = message.GetSpan(9);
        if (content.Length < 256)
        {
            head[0] = flags;
            head[1] = (byte)content.Length;
            message.Advance(2);
        }
        else
        {
            head[0] = (byte)(flags | LongFrame);
            BinaryPrimitives.WriteInt64BigEndian(head[1..], content.Length);
            message.Advance(9);
        }

        message.Write(content);
    }

    // A peer may ask whether we are alive; whatever else it commands is not for clients like this one.
    private async ValueTask AnswerAsync(long length, CancellationToken cancellationToken)
    {
        if (length > LongestCommand)
        {
            throw new InvalidDataException($"The other end sent a command of {length} bytes.");
        }

        var command = new byte[length];
        await _reading.ReadExactlyAsync(command, cancellationToken).ConfigureAwait(false);

        // PING, two bytes of time to live, then a context that the answer repeats.
        if (command.AsSpan().StartsWith("\u0004PING"u8) && command.Length >= 7)
        {
            var answer = new ArrayBufferWriter<byte>();
            Write(answer, CommandFrame, [.. "\u0004PONG"u8, .. command.AsSpan(7)]);
            await WriteAsync(answer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _sending.Release();
        }
    }
}
