namespace OpenHands.Execution;

/// <summary>One entry of a zip archive as it is unpacked, checked against its check sum and what the archive may unpack to.</summary>
internal sealed class UnzippedStream(Stream content, string entry, uint expectedSum, ZipAllowance allowance) : PassThroughStream
{
    private Crc32 _sum = new();

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        int read;
        try
        {
            read = content.Read(buffer);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw Damaged(exception);
        }

        Check(buffer[..read], buffer.Length);
        return read;
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int read;
        try
        {
            read = await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EndOfStreamException or InvalidDataException)
        {
            throw Damaged(exception);
        }

        Check(buffer.Span[..read], buffer.Length);
        return read;
    }

    private void Check(ReadOnlySpan<byte> bytes, int wanted)
    {
        allowance.Take(bytes.Length);
        _sum.Pass(bytes);
        if (bytes.IsEmpty && wanted > 0 && _sum.Value != expectedSum)
        {
            throw new InvalidDataException($"Entry '{entry}' of the zip archive is damaged: its check sum is wrong.");
        }
    }

    private InvalidDataException Damaged(Exception exception) => new($"Entry '{entry}' of the zip archive is damaged: {exception.Message}", exception);
}
