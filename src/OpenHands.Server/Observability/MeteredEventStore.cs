using OpenHands.Events;

namespace OpenHands.Server.Observability;

/// <summary>Measures how long a store takes to make events durable.</summary>
internal sealed class MeteredEventStore(IEventStore store, ServerTelemetry telemetry, TimeProvider time) : IEventStore
{
    public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default) => store.OpenAsync(cancellationToken);

    public ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch) =>
        telemetry.StoreWrites.Enabled ? MeasureAsync(batch) : store.AppendAsync(batch);

    public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) =>
        store.ReadAsync(fromId, toId, reverse, cancellationToken);

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private async ValueTask MeasureAsync(ReadOnlyMemory<AgentEvent> batch)
    {
        var began = time.GetTimestamp();
        await store.AppendAsync(batch);
        telemetry.StoreWrites.Record(time.GetElapsedTime(began).TotalSeconds);
    }
}
