using OpenHands.Events;

namespace OpenHands.Server.Tests.Support;

/// <summary>Keeps sessions in memory, and does what a test says when something is opened, loaded or stored.</summary>
internal sealed class SteeredStore : ISessionStore
{
    /// <summary>Runs before a session's events are opened.</summary>
    public Func<Task> OnOpen { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before the state of a controller is loaded.</summary>
    public Func<Task> OnLoad { get; set; } = () => Task.CompletedTask;

    /// <summary>Runs before an event is stored.</summary>
    public Action<AgentEvent> OnAppend { get; set; } = _ => { };

    public bool IsDurable => false;

    public IReadOnlyList<string> List() => [];

    public IEventStore CreateEventStore(string sessionId) => new Events(this);

    public IControllerStateStore CreateStateStore(string sessionId) => new States(this);

    public void Delete(string sessionId)
    {
    }

    private sealed class Events(SteeredStore owner) : IEventStore
    {
        private readonly InMemoryEventStore _inner = new();

        public async ValueTask<long> OpenAsync(CancellationToken cancellationToken = default)
        {
            await owner.OnOpen();
            return await _inner.OpenAsync(cancellationToken);
        }

        public ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
        {
            foreach (var agentEvent in batch.Span)
            {
                owner.OnAppend(agentEvent);
            }

            return _inner.AppendAsync(batch);
        }

        public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) => _inner.ReadAsync(fromId, toId, reverse, cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }

    private sealed class States(SteeredStore owner) : IControllerStateStore
    {
        public async Task<ControllerState?> LoadAsync(CancellationToken cancellationToken = default)
        {
            await owner.OnLoad();
            return null;
        }

        public Task SaveAsync(ControllerState state, CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}
