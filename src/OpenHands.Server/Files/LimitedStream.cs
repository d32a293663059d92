namespace OpenHands.Server.Files;

/// <summary>What a client sends, up to a limit: past it, reading fails with a <see cref="TooLargeException"/>.</summary>
internal sealed class LimitedStream(Stream content, long limit) : OneWayStream
{
    private long _read;

    /// <summary>Whether the limit was passed.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Whether the client failed to send what it had begun.</summary>
    public bool HasFailed { get; private set; }

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await content.ReadAsync(buffer, cancellationToken);
        }
        catch
        {
            HasFailed = true;
            throw;
        }

        _read += count;
        if (limit > 0 && _read > limit)
        {
            IsTooLarge = true;
            throw new TooLargeException($"It has more than {limit:N0} bytes.");
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("What a client sends is read asynchronously only.");
}
