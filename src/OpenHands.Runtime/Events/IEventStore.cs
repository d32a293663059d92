namespace OpenHands.Events;

/// <summary>Keeps the events of one session, in order, append-only.</summary>
/// <remarks>
/// One <see cref="EventStream"/> owns a store: appends come one at a time, in id order without holes. Reads may run at any time,
/// beside an append and beside each other, and see every event whose append has completed. Disposing ends appending and lets another
/// store own the session; what is stored can still be read, so that followers get everything.
/// </remarks>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>Makes the store ready and finds what is already there. Called once, before anything else.</summary>
    /// <returns>The id of the last event, or −1 when there is none.</returns>
    /// <exception cref="EventStoreException">What is there cannot be used: damaged, locked by another process, or written by a newer version.</exception>
    ValueTask<long> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>Appends a batch. When the task completes, the events are as durable as the store can make them.</summary>
    /// <param name="batch">Events with consecutive ids, the first one following the last append. Only valid during the call.</param>
    /// <exception cref="EventStoreException">
    /// Nothing of the batch is stored, as if it had never come: the next append may use the same ids. When
    /// <see cref="EventStoreException.IsFatal"/>, no later append will succeed. Any other exception means that an event of the batch cannot
    /// be stored, ever: the stream then offers the events one by one.
    /// </exception>
    ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch);

    /// <summary>Reads stored events in id order.</summary>
    /// <param name="fromId">First id.</param>
    /// <param name="toId">Last id, inclusive; ids beyond the last event are ignored.</param>
    /// <param name="reverse">From <paramref name="toId"/> down to <paramref name="fromId"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EventStoreException">A stored event cannot be read; the message names the file and the place.</exception>
    IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default);
}
