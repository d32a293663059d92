using System.Runtime.CompilerServices;

namespace OpenHands.Events;

/// <summary>Keeps events in memory, for as long as it lives. They are gone with the process.</summary>
public sealed class InMemoryEventStore : IEventStore
{
    private readonly Lock _gate = new();
    private readonly List<AgentEvent> _events = [];

    /// <inheritdoc />
    public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            return ValueTask.FromResult(_events.Count - 1L);
        }
    }

    /// <inheritdoc />
    public ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
    {
        lock (_gate)
        {
            foreach (var agentEvent in batch.Span)
            {
                _events.Add(agentEvent);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public async IAsyncEnumerable<AgentEvent> ReadAsync(
        long fromId, long toId, bool reverse = false, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask.ConfigureAwait(false);
        var first = Math.Max(fromId, 0);
        var last = Math.Min(toId, Last());
        for (var id = reverse ? last : first; id >= first && id <= last; id += reverse ? -1 : 1)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return At(id);
        }
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private long Last()
    {
        lock (_gate)
        {
            return _events.Count - 1L;
        }
    }

    private AgentEvent At(long id)
    {
        lock (_gate)
        {
            return _events[(int)id];
        }
    }
}
