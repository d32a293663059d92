namespace OpenHands.Server.Files;

/// <summary>Takes bytes into memory, up to a limit.</summary>
internal sealed class BoundedBuffer(long limit) : MemoryStream
{
    public ReadOnlySpan<byte> Written => GetBuffer().AsSpan(0, (int)Length);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Length + buffer.Length > limit)
        {
            throw new TooLargeException($"It has more than {limit:N0} bytes.");
        }

        base.Write(buffer);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }
}

/// <summary>There is more than a limit allows.</summary>
internal sealed class TooLargeException(string message) : IOException(message);
