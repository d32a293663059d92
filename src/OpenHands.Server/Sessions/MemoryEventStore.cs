using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server;

/// <summary>Keeps a session in memory until it is closed, as long as all such sessions together have room.</summary>
internal sealed class MemoryEventStore(MemoryBudget budget, EventTypeRegistry types) : IEventStore
{
    // An event beside its texts, which have two bytes a character.
    private const int Envelope = 512;

    private readonly InMemoryEventStore _events = new();
    private long _taken;

    public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default) => _events.OpenAsync(cancellationToken);

    public ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
    {
        var needed = 0L;
        foreach (var agentEvent in batch.Span)
        {
            needed += Envelope + (2 * EventWeight.Of(agentEvent, types));
        }

        if (!budget.TryTake(needed))
        {
            throw new EventStoreException(
                $"The sessions of this server fill the {budget.Bytes / (1024 * 1024)} MiB of memory that they may have. Close sessions that are not needed, raise {nameof(ServerOptions.MaxMemoryBytes)}, or set {nameof(ServerOptions.DataDirectory)} to keep them on disk.");
        }

        _taken += needed;
        return _events.AppendAsync(batch);
    }

    public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) =>
        _events.ReadAsync(fromId, toId, reverse, cancellationToken);

    public ValueTask DisposeAsync()
    {
        budget.Return(_taken);
        _taken = 0;
        return _events.DisposeAsync();
    }
}
