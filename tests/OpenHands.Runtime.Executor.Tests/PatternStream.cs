namespace OpenHands.Execution.Tests;

/// <summary>A long stream that takes no memory: reading makes the bytes up, writing checks that they are the same. Cannot seek.</summary>
internal sealed class PatternStream(long length) : Stream
{
    private static readonly byte[] Pattern = [.. Enumerable.Range(0, 1 << 20).Select(number => (byte)(number * 31 >> 3))];
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var total = 0;
        while (total < buffer.Length && _position < length)
        {
            var from = (int)(_position % Pattern.Length);
            var count = (int)Math.Min(Math.Min(Pattern.Length - from, buffer.Length - total), length - _position);
            Pattern.AsSpan(from, count).CopyTo(buffer[total..]);
            total += count;
            _position += count;
        }

        return total;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var from = (int)(_position % Pattern.Length);
            var count = Math.Min(Pattern.Length - from, buffer.Length);
            if (!buffer[..count].SequenceEqual(Pattern.AsSpan(from, count)))
            {
                throw new InvalidOperationException($"Wrong bytes after {_position}.");
            }

            _position += count;
            buffer = buffer[count..];
        }
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
