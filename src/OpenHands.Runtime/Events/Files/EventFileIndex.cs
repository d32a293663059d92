namespace OpenHands.Events;

/// <summary>Where every 64th event begins in its file, so that reading from any event skips at most 63 others.</summary>
/// <remarks>One writer, many readers. Readers see whole appends only.</remarks>
internal sealed class EventFileIndex
{
    public const int EventsPerBlock = 64;

    private readonly Lock _gate = new();
    private readonly List<long> _blocks = [];
    private long _nextId;
    private long _length;

    /// <summary>Records an event that follows the last one.</summary>
    /// <param name="offset">Where its line begins.</param>
    /// <param name="end">Where its line ends, line end included.</param>
    public void Add(long offset, long end)
    {
        lock (_gate)
        {
            if (_nextId % EventsPerBlock == 0)
            {
                _blocks.Add(offset);
            }

            _nextId++;
            _length = end;
        }
    }

    /// <summary>Id of the last event; −1 when there is none.</summary>
    public long LastId
    {
        get
        {
            lock (_gate)
            {
                return _nextId - 1;
            }
        }
    }

    /// <summary>Where the block of an event begins and ends.</summary>
    public (long Start, long End) BlockOf(long id)
    {
        lock (_gate)
        {
            var block = (int)(id / EventsPerBlock);
            return (_blocks[block], block + 1 < _blocks.Count ? _blocks[block + 1] : _length);
        }
    }

    /// <summary>Where the file's events end.</summary>
    public long Length
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }
}
