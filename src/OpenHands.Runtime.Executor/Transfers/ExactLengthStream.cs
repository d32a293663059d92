namespace OpenHands.Execution;

/// <summary>A file as long as it was when it was opened. An archive announces the length first, and a log that grows meanwhile must not break it.</summary>
internal sealed class ExactLengthStream(FileStream file, long length, string path) : PassThroughStream
{
    private long _position;

    /// <summary>True for the tar writer, which asks for the length only of such streams. It never seeks.</summary>
    public override bool CanSeek => true;

    /// <inheritdoc />
    public override long Length => length;

    /// <inheritdoc />
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return Count(file.Read(buffer[..Most(buffer.Length)]), buffer.Length);
        }
        catch (IOException exception)
        {
            throw FileException.Wrap(path, exception);
        }
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return Count(await file.ReadAsync(buffer[..Most(buffer.Length)], cancellationToken).ConfigureAwait(false), buffer.Length);
        }
        catch (IOException exception)
        {
            throw FileException.Wrap(path, exception);
        }
    }

    /// <inheritdoc />
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Most(int wanted) => (int)Math.Min(wanted, length - _position);

    private int Count(int read, int wanted)
    {
        if (read == 0 && wanted > 0 && _position < length)
        {
            throw FileException.Refused(path, "it became shorter while it was read");
        }

        _position += read;
        return read;
    }
}
