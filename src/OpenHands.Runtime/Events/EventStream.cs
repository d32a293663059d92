using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>The ordered record of one session: every action and observation, each stored before anybody sees it.</summary>
/// <remarks>
/// Ids count from 0 without holes and are never used twice. Safe for concurrent use. Publishers that come while a commit runs are
/// carried together by the next one. A stream that nobody publishes to costs nothing.
/// </remarks>
public sealed partial class EventStream : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, EventSubscription> _subscriptions = new(StringComparer.Ordinal);
    private readonly IEventStore _store;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly int _followerCapacity;

    // Replaced as a whole under the gate, so that the committer can walk it without.
    private Follower[] _followers = [];
    private long _latestId;
    private bool _isDisposed;
    private Task? _disposal;

    private EventStream(IEventStore store, long latestId, EventStreamOptions? options, ILoggerFactory? loggerFactory)
    {
        options ??= new EventStreamOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FollowerCapacity, 1, nameof(options));

        _store = store;
        _latestId = latestId;
        InheritedId = latestId;
        _time = options.TimeProvider;
        Types = options.Serializer.Types;
        _followerCapacity = options.FollowerCapacity;
        _commitWaiting = new CommitWaiting(this);
        Secrets = new SecretMasker(options.Serializer);
        _logger = Secrets.Mask((ILogger?)loggerFactory?.CreateLogger<EventStream>() ?? NullLogger.Instance);
    }

    /// <summary>Id of the last stored event; −1 when there is none.</summary>
    public long LatestId => Volatile.Read(ref _latestId);

    /// <summary>Id of the last event that was already there when the store was opened: what came before is another program's.</summary>
    internal long InheritedId { get; }

    /// <summary>The event types whose secrets are masked.</summary>
    internal EventTypeRegistry Types { get; }

    /// <summary>What must never be stored or sent. Register secrets before the events that may hold them are published.</summary>
    public SecretMasker Secrets { get; }

    /// <summary>Opens a store and continues after its last event. The stream owns the store from here on, also when opening fails.</summary>
    /// <exception cref="EventStoreException">The store cannot be used.</exception>
    public static async Task<EventStream> OpenAsync(
        IEventStore store, EventStreamOptions? options = null, ILoggerFactory? loggerFactory = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);

        try
        {
            var latestId = await store.OpenAsync(cancellationToken).ConfigureAwait(false);
            return new EventStream(store, latestId, options, loggerFactory);
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>A stream that lives in memory only.</summary>
    public static EventStream CreateInMemory(EventStreamOptions? options = null, ILoggerFactory? loggerFactory = null) =>
        new(new InMemoryEventStore(), AgentEvent.Unassigned, options, loggerFactory);

    /// <summary>Reads stored events in id order, up to the latest one at the moment of the call.</summary>
    /// <param name="fromId">First id.</param>
    /// <param name="toId">Last id, inclusive; ids beyond the latest are ignored.</param>
    /// <param name="reverse">From <paramref name="toId"/> down to <paramref name="fromId"/>.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="EventStoreException">A stored event cannot be read.</exception>
    public IAsyncEnumerable<AgentEvent> ReadAsync(
        long fromId = 0, long toId = long.MaxValue, bool reverse = false, CancellationToken cancellationToken = default) =>
        _store.ReadAsync(fromId, Math.Min(toId, LatestId), reverse, cancellationToken);

    /// <summary>Reads the stored events and then the new ones as they come: each once, in id order.</summary>
    /// <remarks>
    /// Ends when the stream is disposed and everything has been read. A slow reader delays nobody: beyond
    /// <see cref="EventStreamOptions.FollowerCapacity"/> it gets the events from the store.
    /// </remarks>
    /// <param name="fromId">First id; may lie ahead of the latest.</param>
    /// <param name="cancellationToken">Ends the reading with <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="EventStoreException">A stored event cannot be read.</exception>
    public async IAsyncEnumerable<AgentEvent> FollowAsync(
        long fromId = 0, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var follower = new Follower(this, _followerCapacity, isBehind: true);
        follower.StartAt(Math.Max(fromId, 0));
        lock (_gate)
        {
            Join(follower);
        }

        try
        {
            await foreach (var agentEvent in follower.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return agentEvent;
            }
        }
        finally
        {
            Leave(follower);
        }
    }

    /// <summary>Calls a handler for every event, one at a time, in id order.</summary>
    /// <param name="name">What the subscriber calls itself. Free again when the subscription has ended.</param>
    /// <param name="handler">Gets each event and a token that is cancelled when the subscription is disposed.</param>
    /// <param name="fromId">First event to deliver; by default the next one to be stored.</param>
    /// <exception cref="InvalidOperationException">A present subscription has that name.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public EventSubscription Subscribe(string name, Func<AgentEvent, CancellationToken, ValueTask> handler, long? fromId = null) =>
        Subscribe(name, handler, fromId, keepsOrigins: false);

    // For subscribers that return at once: see Follower.
    internal EventSubscription Subscribe(string name, Func<AgentEvent, CancellationToken, ValueTask> handler, long? fromId, bool keepsOrigins)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(handler);

        var subscription = new EventSubscription(name, handler, _logger);
        var follower = new Follower(this, _followerCapacity, isBehind: fromId is not null, keepsOrigins);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_subscriptions.TryAdd(name, subscription))
            {
                throw new InvalidOperationException($"Subscriber already exists: {name}");
            }

            // First joined, then asked: an event stored in between is in the queue as well, and then skipped.
            Join(follower);
            var first = Math.Max(fromId ?? LatestId + 1, 0);
            follower.StartAt(first);
            subscription.Start(follower, first, ended => Remove(ended, follower));
        }

        return subscription;
    }

    /// <summary>
    /// Stores what has been published, ends every follower after its last event, and closes the store. Does not wait for subscribers to
    /// handle what they have yet to get: await their <see cref="EventSubscription.Completion"/>. May be called twice.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            return new ValueTask(_disposal ??= CloseAsync(_isCommitting ? WhenIdle() : Task.CompletedTask));
        }
    }

    private async Task CloseAsync(Task idle)
    {
        await idle.ConfigureAwait(false);
        foreach (var follower in Volatile.Read(ref _followers))
        {
            follower.Complete();
        }

        await _store.DisposeAsync().ConfigureAwait(false);
    }

    internal long Weigh(AgentEvent agentEvent) => EventWeight.Of(agentEvent, Types);

    internal bool HasSubscriber(string name)
    {
        lock (_gate)
        {
            return _subscriptions.ContainsKey(name);
        }
    }

    private void Join(Follower follower)
    {
        Volatile.Write(ref _followers, [.. _followers, follower]);
        if (_isDisposed && !_isCommitting)
        {
            follower.Complete();
        }
    }

    private void Leave(Follower follower)
    {
        lock (_gate)
        {
            Volatile.Write(ref _followers, [.. _followers.Where(other => other != follower)]);
        }
    }

    private void Remove(EventSubscription subscription, Follower follower)
    {
        Leave(follower);
        lock (_gate)
        {
            _subscriptions.Remove(subscription.Name);
        }
    }
}
