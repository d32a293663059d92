using System.Buffers;
using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>Appends batches of events to a file, each batch written and flushed as one.</summary>
/// <remarks>
/// The file is kept longer than its events, filled with zeros that are on disk already: a flush that changes no length and no block map is
/// the cheapest there is. After a crash the zeros are cut off again.
/// </remarks>
internal sealed class EventFileWriter(IDurableFile file, string path, EventFileIndex index, EventSerializer serializer, int reservedBytes, long length)
{
    private const int SmallestReserve = 64 * 1024;
    private const int LargestKeptBuffer = 4 * 1024 * 1024;
    private const int DiskFull = 28;
    private const int QuotaExceeded = 122;
    private const int WindowsDiskFull = unchecked((int)0x80070070);

    private static readonly byte[] Zeros = new byte[SmallestReserve];

    private readonly List<int> _lineEnds = [];
    private ArrayBufferWriter<byte> _lines = new(SmallestReserve);
    private long _length = length;
    private long _fileLength = length;
    private EventStoreException? _fatal;

    /// <summary>Stores a batch.</summary>
    /// <exception cref="EventStoreException">The batch is not stored.</exception>
    /// <exception cref="EventFormatException">An event cannot be written; nothing of the batch is.</exception>
    public void Append(ReadOnlySpan<AgentEvent> batch)
    {
        if (_fatal is not null)
        {
            throw new EventStoreException(_fatal.Message, isFatal: true, _fatal);
        }

        Encode(batch);
        Write();
        Flush();

        var start = _length;
        foreach (var end in _lineEnds)
        {
            index.Add(_length, start + end);
            _length = start + end;
        }
    }

    /// <summary>Gives the reserved space back and closes the file.</summary>
    /// <exception cref="IOException">It could not be given back. The file is closed, and whole when it is opened again.</exception>
    public void Close()
    {
        using (file)
        {
            if (_fileLength != _length)
            {
                file.SetLength(_length);
                file.Flush();
            }
        }
    }

    private void Encode(ReadOnlySpan<AgentEvent> batch)
    {
        if (_lines.Capacity > LargestKeptBuffer)
        {
            _lines = new ArrayBufferWriter<byte>(SmallestReserve);
        }

        _lines.ResetWrittenCount();
        _lineEnds.Clear();
        for (var i = 0; i < batch.Length; i++)
        {
            serializer.Write(batch[i], _lines);
            _lines.Write(i == batch.Length - 1 ? EventFileFormat.BatchEnd : EventFileFormat.LineEnd);
            _lineEnds.Add(_lines.WrittenCount);
        }
    }

    private void Write()
    {
        try
        {
            file.Write(_lines.WrittenSpan, _length);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            RollBack(exception);
            throw NotStored(exception);
        }

        var end = _length + _lines.WrittenCount;
        if (end > _fileLength)
        {
            _fileLength = end;
            Reserve();
        }
    }

    private void Reserve()
    {
        // A short session should not take a megabyte.
        var reserve = Math.Min(Math.Max(_fileLength, SmallestReserve), reservedBytes);
        try
        {
            for (var end = _fileLength + reserve; _fileLength < end;)
            {
                var count = (int)Math.Min(Zeros.Length, end - _fileLength);
                file.Write(Zeros.AsSpan(0, count), _fileLength);
                _fileLength += count;
            }
        }
        catch (IOException)
        {
            // Nearly full: the events fit, the reserve does not. Closing, or the next open, cuts off what was written of it.
        }
    }

    private void Flush()
    {
        try
        {
            file.Flush();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // After a failed flush nobody knows what is on disk, and the next one may claim success for what is lost.
            _fatal = new EventStoreException(
                $"{path} could not be flushed to disk: {exception.Message}. The event is not stored and no more are taken. Check the disk, then open the session again.",
                isFatal: true,
                exception);
            throw _fatal;
        }
    }

    // Flushed, so that no crash can mix the remains of this batch with the next one.
    private void RollBack(Exception cause)
    {
        try
        {
            file.SetLength(_length);
            file.Flush();
            _fileLength = _length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _fatal = new EventStoreException(
                $"{path} could not be written ({cause.Message}) nor set back to its last event ({exception.Message}). No more events are taken. Check the disk, then open the session again.",
                isFatal: true,
                exception);
            throw _fatal;
        }
    }

    private EventStoreException NotStored(Exception exception) => exception.HResult is DiskFull or QuotaExceeded or WindowsDiskFull
        ? new EventStoreException($"{path}: no space left on the disk, the event is not stored. Free some space and publish again; the session goes on.", isFatal: false, exception)
        : new EventStoreException($"{path} could not be written: {exception.Message}. The event is not stored; publish again when the cause is gone.", isFatal: false, exception);
}
