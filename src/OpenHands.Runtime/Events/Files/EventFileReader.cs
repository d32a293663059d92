using System.Runtime.CompilerServices;
using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>Reads events from a file that may be growing, through a handle of its own.</summary>
internal sealed class EventFileReader(IDurableDisk disk, string path, EventFileIndex index, EventSerializer serializer)
{
    // More than this is read again, event by event, so that a block of huge events never is in memory as a whole.
    private const int LargestBlockAtOnce = 1024 * 1024;

    public async IAsyncEnumerable<AgentEvent> ForwardAsync(long first, long last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = Open();
        using var lines = new EventFileLines(file, index.BlockOf(first).Start, index.Length);
        for (var id = BlockStart(first); id <= last; id++)
        {
            await ReadLineAsync(lines, id, cancellationToken).ConfigureAwait(false);
            if (id >= first)
            {
                yield return Decode(lines.Line, id, lines.Offset);
            }
        }
    }

    public async IAsyncEnumerable<AgentEvent> ReverseAsync(long first, long last, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var file = Open();
        for (var blockStart = BlockStart(last); blockStart >= 0 && blockStart + EventFileIndex.EventsPerBlock > first; blockStart -= EventFileIndex.EventsPerBlock)
        {
            var block = new Block(Math.Max(first, blockStart), Math.Min(last, blockStart + EventFileIndex.EventsPerBlock - 1));
            await ReadBlockAsync(file, block, cancellationToken).ConfigureAwait(false);
            for (var id = block.Last; id >= block.First; id--)
            {
                yield return block[id] ?? await ReadOneAsync(file, id, block.Offsets[id - block.First], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static long BlockStart(long id) => id - (id % EventFileIndex.EventsPerBlock);

    private async ValueTask ReadBlockAsync(IDurableFile file, Block block, CancellationToken cancellationToken)
    {
        var (start, end) = index.BlockOf(block.First);
        using var lines = new EventFileLines(file, start, end);
        for (var id = BlockStart(block.First); id <= block.Last; id++)
        {
            await ReadLineAsync(lines, id, cancellationToken).ConfigureAwait(false);
            if (id >= block.First)
            {
                block.Offsets[id - block.First] = lines.Offset;
                block[id] = end - start <= LargestBlockAtOnce ? Decode(lines.Line, id, lines.Offset) : null;
            }
        }
    }

    private async ValueTask<AgentEvent> ReadOneAsync(IDurableFile file, long id, long offset, CancellationToken cancellationToken)
    {
        using var lines = new EventFileLines(file, offset, index.Length);
        await ReadLineAsync(lines, id, cancellationToken).ConfigureAwait(false);
        return Decode(lines.Line, id, offset);
    }

    private async ValueTask ReadLineAsync(EventFileLines lines, long id, CancellationToken cancellationToken)
    {
        try
        {
            if (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                return;
            }
        }
        catch (IOException exception)
        {
            throw new EventStoreException($"{path} cannot be read at event {id}: {exception.Message}", isFatal: false, exception);
        }

        throw new EventStoreException($"{path} ends before event {id}: something cut it while it was in use. Restore the file from a copy.");
    }

    private IDurableFile Open()
    {
        try
        {
            return disk.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EventStoreException($"{path} cannot be opened for reading: {exception.Message}", isFatal: false, exception);
        }
    }

    private AgentEvent Decode(ReadOnlyMemory<byte> line, long id, long offset)
    {
        try
        {
            return serializer.ReadStored(line);
        }
        catch (EventFormatException exception)
        {
            throw new EventStoreException(
                $"{path}, line {id + EventFileFormat.FirstEventLine}, byte {offset}: event {id} cannot be read. {exception.Message} If a plugin brings this type, register it with the store's {nameof(FileEventStoreOptions.Serializer)} before reading.",
                isFatal: false,
                exception);
        }
    }

    /// <summary>Neighbours on their way back: the events themselves, or only where they begin when they are large.</summary>
    private sealed class Block(long first, long last)
    {
        private readonly AgentEvent?[] _events = new AgentEvent?[last - first + 1];

        public long First => first;

        public long Last => last;

        public long[] Offsets { get; } = new long[last - first + 1];

        public AgentEvent? this[long id]
        {
            get => _events[id - first];
            set => _events[id - first] = value;
        }
    }
}
