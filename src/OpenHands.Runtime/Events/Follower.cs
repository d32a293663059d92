using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OpenHands.Events;

/// <summary>One reader's bounded queue of new events, which falls back on the store for what did not fit.</summary>
/// <remarks>
/// <see cref="Offer"/> is the committer's side and never waits. Once an event does not fit, nothing more is queued until the reader has
/// emptied the queue; then it reads from the store up to the latest event and goes on with the queue. So nothing is lost, the order is
/// the order of ids, and a reader that never comes back costs one full queue.
/// </remarks>
internal sealed class Follower
{
    // Beyond so many characters a queue is full, however few events have them. One event always fits.
    internal const long LargestWeight = 8 * 1024 * 1024;

    private readonly EventStream _stream;
    private readonly Channel<AgentEvent> _queue;

    // Origins are not stored. For a reader that needs them they are kept here until it has got the event, from wherever.
    private readonly ConcurrentDictionary<long, EventOrigin>? _origins;
    private long _next;
    private long _weight;
    private int _isBehind;

    /// <summary>Starts a queue; the stream must offer events to it before the reader comes.</summary>
    /// <param name="stream">The stream to follow.</param>
    /// <param name="capacity">Most events in the queue.</param>
    /// <param name="isBehind">Whether the reader begins with what the store holds.</param>
    /// <param name="keepsOrigins">Whether events that are read from the store have their origin. Only for a reader that never falls far behind.</param>
    public Follower(EventStream stream, int capacity, bool isBehind, bool keepsOrigins = false)
    {
        _origins = keepsOrigins ? [] : null;
        _stream = stream;
        _isBehind = isBehind ? 1 : 0;
        _queue = Channel.CreateBounded<AgentEvent>(new BoundedChannelOptions(capacity) { SingleReader = true, SingleWriter = true });
    }

    /// <summary>Id of the first event to deliver. Set once, after the follower is known to the stream.</summary>
    public void StartAt(long id) => _next = id;

    /// <summary>Keeps the origins of events. The stream's latest id must not include them yet: from then on the reader may take them from the store.</summary>
    public void KeepOrigins(ReadOnlySpan<AgentEvent> events)
    {
        if (_origins is null)
        {
            return;
        }

        foreach (var agentEvent in events)
        {
            if (agentEvent.Origin is { } origin)
            {
                _origins[agentEvent.Id] = origin;
            }
        }
    }

    /// <summary>Queues an event if there is room. The stream's latest id must already include it.</summary>
    public void Offer(AgentEvent agentEvent)
    {
        if (Volatile.Read(ref _isBehind) == 0)
        {
            if (TryQueue(agentEvent))
            {
                return;
            }

            // The reader may have emptied the queue before it could see the mark, and would then wait with nobody to wake it. If the
            // queue is still full after the mark is set, the reader has yet to empty it and will see the mark.
            Interlocked.Exchange(ref _isBehind, 1);
            TryQueue(agentEvent);
        }
    }

    /// <summary>No more events will come.</summary>
    public void Complete() => _queue.Writer.TryComplete();

    /// <summary>Every event from the first on, once, in id order; ends after <see cref="Complete"/> and the last event.</summary>
    public async IAsyncEnumerable<AgentEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            // The mark goes before the latest id is read, as the committer sets the latest id before it looks at the mark:
            // what it did not queue because of the mark is then within the latest id.
            if (Interlocked.Exchange(ref _isBehind, 0) == 1)
            {
                await foreach (var agentEvent in _stream.ReadAsync(_next, _stream.LatestId, cancellationToken: cancellationToken).ConfigureAwait(false))
                {
                    _next = agentEvent.Id + 1;
                    yield return WithOrigin(agentEvent);
                }
            }

            while (_queue.Reader.TryRead(out var agentEvent))
            {
                Interlocked.Add(ref _weight, -_stream.Weigh(agentEvent));
                _origins?.TryRemove(agentEvent.Id, out _);
                if (agentEvent.Id < _next)
                {
                    continue;
                }

                Debug.Assert(agentEvent.Id == _next, "An event was skipped.");
                cancellationToken.ThrowIfCancellationRequested();
                _next = agentEvent.Id + 1;
                yield return agentEvent;
            }

            if (Volatile.Read(ref _isBehind) == 0
                && !await _queue.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
                && Volatile.Read(ref _isBehind) == 0)
            {
                yield break;
            }
        }
    }

    // Weighed before it is queued: the reader may take it at once. What the reader takes out is full-fenced as well, so that it either
    // makes room in time or sees the mark.
    private bool TryQueue(AgentEvent agentEvent)
    {
        var weight = _stream.Weigh(agentEvent);
        if (weight > 0 && Interlocked.Add(ref _weight, weight) is var total && total > LargestWeight && total > weight)
        {
            Interlocked.Add(ref _weight, -weight);
            return false;
        }

        if (_queue.Writer.TryWrite(agentEvent))
        {
            return true;
        }

        Interlocked.Add(ref _weight, -weight);
        return false;
    }

    private AgentEvent WithOrigin(AgentEvent agentEvent) => _origins is not null && _origins.TryRemove(agentEvent.Id, out var origin)
        ? agentEvent with { Origin = origin }
        : agentEvent;
}
