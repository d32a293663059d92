using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Server.Tests.Support;

/// <summary>Keeps sessions on a disk that loses what was not flushed when its power goes off. From then on nothing is written, and nobody gets an answer.</summary>
internal sealed class PowerLossStore(SimulatedDisk disk) : ISessionStore, IDisposable
{
    private readonly TaskCompletionSource _isOff = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends when the power is off.</summary>
    public Task IsOff => _isOff.Task;

    public bool IsDurable => true;

    public IReadOnlyList<string> List() => [];

    public IEventStore CreateEventStore(string sessionId) => new Store(this, new FileEventStore("/data", sessionId, null, null, disk));

    public IControllerStateStore? CreateStateStore(string sessionId) => null;

    public void Delete(string sessionId)
    {
    }

    /// <summary>Lets a server that has no disk any more come to its end.</summary>
    public void Dispose() => _isOver.TrySetResult();

    private sealed class Store(PowerLossStore owner, FileEventStore inner) : IEventStore
    {
        public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default) => inner.OpenAsync(cancellationToken);

        public async ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
        {
            try
            {
                await inner.AppendAsync(batch);
            }
            catch (PowerLossException exception)
            {
                owner._isOff.TrySetResult();
                await owner._isOver.Task;
                throw new EventStoreException("The power is off.", isFatal: true, exception);
            }
        }

        public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) => inner.ReadAsync(fromId, toId, reverse, cancellationToken);

        public async ValueTask DisposeAsync()
        {
            try
            {
                await inner.DisposeAsync();
            }
            catch (PowerLossException)
            {
                // It cannot tidy up either.
            }
        }
    }
}
