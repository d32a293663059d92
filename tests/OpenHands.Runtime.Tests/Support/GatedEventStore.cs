using System.Threading.Channels;
using OpenHands.Events;

namespace OpenHands.Tests.Support;

/// <summary>A store in memory whose appends wait until the test lets them go, one way or the other.</summary>
internal sealed class GatedEventStore : IEventStore
{
    private readonly InMemoryEventStore _store = new();
    private readonly Channel<Append> _appends = Channel.CreateUnbounded<Append>();

    public bool IsDisposed { get; private set; }

    public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default) => _store.OpenAsync(cancellationToken);

    /// <summary>The next append that somebody began.</summary>
    public async Task<Append> NextAppendAsync() => await _appends.Reader.ReadAsync().AsTask().WaitAsync(Patience.Long);

    public async ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
    {
        var append = new Append(batch.ToArray());
        _appends.Writer.TryWrite(append);
        await append.Outcome;
        await _store.AppendAsync(batch);
    }

    public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) =>
        _store.ReadAsync(fromId, toId, reverse, cancellationToken);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return _store.DisposeAsync();
    }

    /// <summary>One append under way.</summary>
    public sealed class Append(AgentEvent[] batch)
    {
        private readonly TaskCompletionSource _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public IReadOnlyList<AgentEvent> Batch => batch;

        public Task Outcome => _outcome.Task;

        public void Succeed() => _outcome.SetResult();

        public void Fail(Exception exception) => _outcome.SetException(exception);
    }
}
