namespace OpenHands.Server.Files;

/// <summary>Takes bytes into memory, up to a limit.</summary>
internal sealed class BoundedBuffer(long limit) : MemoryStream
{
    public ReadOnlySpan<byte> Written => GetBuffer().AsSpan(0, (int)Length);

    // A stream derived from this one's base comes here for every kind of write.
    public override void Write(byte[] buffer, int offset, int count)
    {
        if (Length + count > limit)
        {
            throw new TooLargeException($"It has more than {limit:N0} bytes.");
        }

        base.Write(buffer, offset, count);
    }
}

/// <summary>There is more than a limit allows.</summary>
internal sealed class TooLargeException(string message) : IOException(message);
