namespace OpenHands.Events;

/// <summary>The ordered record of one session: every action and observation, each stored before anybody sees it.</summary>
/// <remarks>Ids count from 0 without holes and are never used twice. Safe for concurrent use.</remarks>
public sealed class EventStream : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly AgentEvent[] _batch = new AgentEvent[1];
    private readonly IEventStore _store;
    private readonly TimeProvider _time;

    private EventStream(IEventStore store, long latestId, EventStreamOptions options)
    {
        _store = store;
        _time = options.TimeProvider;
        LatestId = latestId;
    }

    /// <summary>Id of the last stored event; −1 when there is none.</summary>
    public long LatestId { get; private set; }

    /// <summary>Opens a store and continues after its last event. The stream owns the store from here on.</summary>
    public static async Task<EventStream> OpenAsync(IEventStore store, EventStreamOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        return new EventStream(store, await store.OpenAsync(cancellationToken).ConfigureAwait(false), options ?? new());
    }

    /// <summary>A stream that lives in memory only.</summary>
    public static EventStream CreateInMemory(EventStreamOptions? options = null) => new(new InMemoryEventStore(), AgentEvent.Unassigned, options ?? new());

    /// <summary>Stores an event and then delivers it.</summary>
    /// <returns>The event as stored: with id, timestamp and source.</returns>
    public async ValueTask<TEvent> PublishAsync<TEvent>(TEvent agentEvent, EventSource source, CancellationToken cancellationToken = default)
        where TEvent : AgentEvent
    {
        ArgumentNullException.ThrowIfNull(agentEvent);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var stored = agentEvent with { Id = LatestId + 1, Timestamp = _time.GetUtcNow(), Source = source };
            _batch[0] = stored;
            await _store.AppendAsync(_batch).ConfigureAwait(false);
            LatestId++;
            return stored;
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads stored events in id order.</summary>
    public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId = 0, long toId = long.MaxValue, bool reverse = false, CancellationToken cancellationToken = default) =>
        _store.ReadAsync(fromId, Math.Min(toId, LatestId), reverse, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _store.DisposeAsync();
}
