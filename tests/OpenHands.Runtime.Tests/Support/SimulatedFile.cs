using OpenHands.Events;

namespace OpenHands.Tests.Support;

/// <summary>A file of a <see cref="SimulatedDisk"/>.</summary>
internal sealed class SimulatedFile(SimulatedDisk disk, byte[]? durable = null) : IDurableFile
{
    private const int Sector = 512;
    private const int DiskFull = 28;

    private readonly Lock _gate = new();
    private readonly List<(long Offset, byte[]? Bytes)> _unflushed = [];
    private byte[] _durable = durable ?? [];
    private byte[] _content = [.. durable ?? []];

    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _content.Length;
            }
        }
    }

    /// <summary>What is in the file now.</summary>
    public byte[] Content
    {
        get
        {
            lock (_gate)
            {
                return [.. _content];
            }
        }
    }

    public ValueTask<int> ReadAsync(Memory<byte> destination, long offset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var count = (int)Math.Clamp(_content.Length - offset, 0, destination.Length);
            _content.AsSpan((int)Math.Min(offset, _content.Length), count).CopyTo(destination.Span);
            disk.BytesRead += count;
            return ValueTask.FromResult(count);
        }
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset)
    {
        var room = disk.Capacity == long.MaxValue ? bytes.Length : Math.Max(0, disk.Capacity - disk.Used + Length - offset);
        var fits = (int)Math.Min(bytes.Length, room);
        lock (_gate)
        {
            // What the power loss interrupts may still reach the disk in part.
            var written = bytes[..fits].ToArray();
            _unflushed.Add((offset, written));
            disk.Step();
            Apply(ref _content, offset, written);
        }

        if (fits < bytes.Length)
        {
            throw new IOException("No space left on device", DiskFull);
        }
    }

    public void SetLength(long length)
    {
        if (disk.NextSetLengthFailure is { } failure)
        {
            disk.NextSetLengthFailure = null;
            throw failure;
        }

        lock (_gate)
        {
            _unflushed.Add((length, null));
            disk.Step();
            Array.Resize(ref _content, (int)length);
        }
    }

    public void Flush()
    {
        if (disk.NextFlushFailure is { } failure)
        {
            disk.NextFlushFailure = null;
            throw failure;
        }

        lock (_gate)
        {
            disk.Step();
            _durable = [.. _content];
            _unflushed.Clear();
        }
    }

    /// <summary>What was flushed, and any part of what was not.</summary>
    public byte[] AfterPowerLoss(Random random)
    {
        byte[] content = [.. _durable];
        var luck = random.NextDouble();
        foreach (var (offset, bytes) in _unflushed)
        {
            if (bytes is null)
            {
                if (random.NextDouble() < luck)
                {
                    Array.Resize(ref content, (int)offset);
                }

                continue;
            }

            for (var at = 0; at < bytes.Length;)
            {
                var count = (int)Math.Min(Sector - ((offset + at) % Sector), bytes.Length - at);
                if (random.NextDouble() < luck)
                {
                    Apply(ref content, offset + at, bytes.AsSpan(at, count));
                }

                at += count;
            }
        }

        return content;
    }

    public void Dispose()
    {
    }

    private static void Apply(ref byte[] content, long offset, ReadOnlySpan<byte> bytes)
    {
        if (content.Length < offset + bytes.Length)
        {
            Array.Resize(ref content, (int)offset + bytes.Length);
        }

        bytes.CopyTo(content.AsSpan((int)offset));
    }
}
