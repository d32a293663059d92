namespace OpenHands.Execution;

/// <summary>Checks a tar stream on its way into the BCL's reader, which verifies no checksum and believes any length of a long name.</summary>
internal sealed class TarGuard(Stream archive) : PassThroughStream
{
    private const int BlockSize = 512;

    // PATH_MAX is 4,096; this leaves room for many attributes.
    private const long MostExtendedHeaderBytes = 1 << 20;

    private readonly byte[] _header = new byte[BlockSize];
    private readonly List<byte> _attributes = [];
    private int _headerLength;
    private long _contentLeft;
    private long? _nextSize;
    private bool _collectsAttributes;
    private bool _ended;

    /// <inheritdoc />
    public override int Read(Span<byte> buffer)
    {
        var read = archive.Read(buffer);
        Inspect(buffer[..read]);
        return read;
    }

    /// <inheritdoc />
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await archive.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        Inspect(buffer.Span[..read]);
        return read;
    }

    private void Inspect(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_ended)
        {
            if (_contentLeft > 0)
            {
                var content = bytes[..(int)Math.Min(bytes.Length, _contentLeft)];
                bytes = bytes[content.Length..];
                PassContent(content);
                continue;
            }

            var part = bytes[..Math.Min(bytes.Length, BlockSize - _headerLength)];
            bytes = bytes[part.Length..];
            part.CopyTo(_header.AsSpan(_headerLength));
            _headerLength += part.Length;
            if (_headerLength == BlockSize)
            {
                _headerLength = 0;
                PassHeader();
            }
        }
    }

    private void PassContent(ReadOnlySpan<byte> content)
    {
        _contentLeft -= content.Length;
        if (!_collectsAttributes)
        {
            return;
        }

        _attributes.AddRange(content);
        if (_contentLeft == 0)
        {
            _collectsAttributes = false;
            _nextSize = TarHeader.SizeAttribute([.. _attributes]);
            _attributes.Clear();
        }
    }

    private void PassHeader()
    {
        var header = new TarHeader(_header);
        if (header.IsEnd)
        {
            _ended = true;
            return;
        }

        if (!header.HasRightChecksum)
        {
            throw new InvalidDataException("The tar archive is damaged, or is none: a header has a wrong checksum.");
        }

        var size = header.Size;
        if (header.IsExtended && size is < 0 or > MostExtendedHeaderBytes)
        {
            throw new InvalidDataException($"The tar archive has an extended header of {size} bytes; at most {MostExtendedHeaderBytes} are accepted.");
        }

        if (!header.IsExtended)
        {
            size = _nextSize ?? size;
            _nextSize = null;
        }

        if (size is < 0 or > long.MaxValue - BlockSize)
        {
            throw new InvalidDataException("The tar archive is damaged: an entry has an impossible size.");
        }

        _collectsAttributes = header.IsPaxAttributes && size > 0;
        _contentLeft = header.HasContent ? (size + BlockSize - 1) / BlockSize * BlockSize : 0;
    }
}
