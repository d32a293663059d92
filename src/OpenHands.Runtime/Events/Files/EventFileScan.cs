namespace OpenHands.Events;

/// <summary>Goes through an event file once and finds where its intact events end.</summary>
internal sealed class EventFileScan(IDurableFile file, string path)
{
    // Lines since the last one that ends a batch.
    private int _unended;
    private (long Line, long Offset, string Reason)? _fault;
    private bool _batchEndedAfterFault;

    /// <summary>The events that are there.</summary>
    public EventFileIndex Index { get; } = new();

    /// <summary>Whether the file is new, or its header was never finished.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Where the intact part ends. What follows, if anything, was never acknowledged.</summary>
    public long IntactLength { get; private set; }

    /// <exception cref="EventStoreException">The file is damaged where events were acknowledged, or is of another or a newer format.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var lines = new EventFileLines(file, 0, file.Length);
        if (!await lines.ReadAsync(cancellationToken).ConfigureAwait(false) && EventFileFormat.IsTornHeader(lines.Rest.Span))
        {
            IsNew = true;
            return;
        }

        EventFileFormat.CheckHeader(lines.Line, path);
        IntactLength = lines.NextOffset;
        while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            Take(lines);
        }

        TakeRest(lines);
    }

    private void Take(EventFileLines lines)
    {
        var line = lines.Line.Span;
        if (_fault is not null)
        {
            TakeAfterFault(line);
        }
        else if (EventFileFormat.FindFault(line, Index.LastId + 1) is { } reason)
        {
            _fault = (Index.LastId + 1 + EventFileFormat.FirstEventLine, lines.Offset, reason);
        }
        else
        {
            Index.Add(lines.Offset, lines.NextOffset);
            IntactLength = lines.NextOffset;
        }

        var endsBatch = EventFileFormat.EndsBatch(line);
        _unended = endsBatch ? 0 : _unended + 1;
        _batchEndedAfterFault |= endsBatch && _fault is not null;
        if (_fault is not null && _unended > EventStream.LargestBatch)
        {
            throw Damaged();
        }
    }

    private void TakeRest(EventFileLines lines)
    {
        if (_fault is not null)
        {
            TakeAfterFault(lines.Rest.Span);
        }
    }

    // A batch is only begun when the one before it is flushed. So bytes after the end of the faulty line's batch prove that it was acknowledged.
    private void TakeAfterFault(ReadOnlySpan<byte> bytes)
    {
        if (_batchEndedAfterFault && bytes.ContainsAnyExcept((byte)0))
        {
            throw Damaged();
        }
    }

    private EventStoreException Damaged()
    {
        var (line, offset, reason) = _fault!.Value;
        return new EventStoreException(
            $"{path} is damaged in line {line}, at byte {offset}: {reason}. More events follow. Restore the file from a copy, or cut it at byte {offset} to keep the events before.");
    }
}
