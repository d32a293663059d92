using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>How events get into the store: one commit at a time, carrying everything that waits.</summary>
public sealed partial class EventStream
{
    // A batch is written and flushed as one; more would only make its first publisher wait longer.
    internal const int LargestBatch = 1024;

    private readonly Queue<PendingPublish> _waiting = new();
    private readonly CommitWaiting _commitWaiting;

    // These belong to whoever commits.
    private readonly List<PendingPublish> _carried = [];
    private bool _isStoreSlow;
    private AgentEvent[] _batch = new AgentEvent[1];

    private bool _isCommitting;
    private EventStoreException? _fatal;
    private TaskCompletionSource? _idle;

    /// <summary>Stores an event and then delivers it.</summary>
    /// <remarks>Completes at once when the store does and nobody else is publishing.</remarks>
    /// <param name="agentEvent">The event; it is not changed.</param>
    /// <param name="source">Who caused it.</param>
    /// <param name="cancellationToken">Withdraws the event while it waits for its turn; once its commit has begun, it is stored.</param>
    /// <returns>The event as stored: with id, timestamp and source, secrets masked.</returns>
    /// <exception cref="EventStoreException">The event is not stored. Unless <see cref="EventStoreException.IsFatal"/>, a later one may be.</exception>
    /// <exception cref="EventFormatException">The event's type is not registered with the store's or the masker's serializer.</exception>
    /// <exception cref="ObjectDisposedException">The stream is disposed.</exception>
    public ValueTask<TEvent> PublishAsync<TEvent>(TEvent agentEvent, EventSource source, CancellationToken cancellationToken = default)
        where TEvent : AgentEvent
    {
        ArgumentNullException.ThrowIfNull(agentEvent);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<TEvent>(cancellationToken);
        }

        PendingPublish<TEvent> pending;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_fatal is not null)
            {
                throw Copy(_fatal);
            }

            if (!_isCommitting)
            {
                _isCommitting = true;
                pending = null!;
            }
            else
            {
                pending = new PendingPublish<TEvent>(agentEvent, source);
                _waiting.Enqueue(pending);
            }
        }

        return pending is null ? CommitOwnAsync(agentEvent, source) : pending.WaitAsync(cancellationToken);
    }

    private static EventStoreException Copy(EventStoreException exception) => new(exception.Message, exception.IsFatal, exception);

    private ValueTask<TEvent> CommitOwnAsync<TEvent>(TEvent agentEvent, EventSource source)
        where TEvent : AgentEvent
    {
        try
        {
            var stored = (TEvent)Stamp(agentEvent, source, LatestId + 1, Now());
            _batch[0] = stored;
            var append = _store.AppendAsync(_batch.AsMemory(0, 1));
            if (!append.IsCompleted)
            {
                return FinishOwnAsync(append, stored);
            }

            append.GetAwaiter().GetResult();
            Deliver(1);
            EndTurn();
            return new ValueTask<TEvent>(stored);
        }
        catch (Exception exception)
        {
            Note(exception);
            EndTurn();
            return ValueTask.FromException<TEvent>(exception);
        }
    }

    private async ValueTask<TEvent> FinishOwnAsync<TEvent>(ValueTask append, TEvent stored)
    {
        try
        {
            await append.ConfigureAwait(false);
            Deliver(1);
            return stored;
        }
        catch (Exception exception)
        {
            Note(exception);
            throw;
        }
        finally
        {
            EndTurn();
        }
    }

    // The publisher that had the turn is not kept for the others: a pool thread carries those that came meanwhile.
    private void EndTurn()
    {
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                BecomeIdle();
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(_commitWaiting, preferLocal: false);
    }

    private void BecomeIdle()
    {
        _isCommitting = false;
        _idle?.TrySetResult();
    }

    private Task WhenIdle()
    {
        _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _idle.Task;
    }

    private async Task CommitWaitingAsync()
    {
        while (TakeWaiting())
        {
            var released = _carried.Count;
            await CommitCarriedAsync().ConfigureAwait(false);
            _carried.Clear();

            // Those just answered often publish again at once. Letting them go first puts them into the next flush and not into the one
            // after: eight writers that each wait for every event then share nearly every flush instead of half of them.
            if (_isStoreSlow && CountWaiting() < released)
            {
                await Task.Yield();
            }
        }
    }

    private int CountWaiting()
    {
        lock (_gate)
        {
            return _waiting.Count;
        }
    }

    private bool TakeWaiting()
    {
        lock (_gate)
        {
            while (_carried.Count < LargestBatch && _waiting.TryDequeue(out var pending))
            {
                if (pending.TryTake())
                {
                    _carried.Add(pending);
                }
            }

            if (_carried.Count == 0)
            {
                BecomeIdle();
                return false;
            }

            return true;
        }
    }

    private async ValueTask CommitCarriedAsync()
    {
        try
        {
            await AppendAsync(0, StampCarried()).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not EventStoreException && _carried.Count > 1)
        {
            // Not the store's fault: one of them cannot be written. Each on its own, so that only its publisher hears of it.
            await CommitOneByOneAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Note(exception);
            foreach (var pending in _carried)
            {
                pending.Fail(exception is EventStoreException failure ? Copy(failure) : exception);
            }
        }
    }

    private async ValueTask CommitOneByOneAsync()
    {
        for (var i = 0; i < _carried.Count; i++)
        {
            var pending = _carried[i];
            try
            {
                _batch[0] = Stamp(pending.Event, pending.Source, LatestId + 1, Now());
                await AppendAsync(i, 1).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                Note(exception);
                pending.Fail(exception);
            }
        }
    }

    private int StampCarried()
    {
        if (_batch.Length < _carried.Count)
        {
            _batch = new AgentEvent[LargestBatch];
        }

        var nextId = LatestId + 1;
        var now = Now();
        for (var i = 0; i < _carried.Count; i++)
        {
            _batch[i] = Stamp(_carried[i].Event, _carried[i].Source, nextId + i, now);
        }

        return _carried.Count;
    }

    private async ValueTask AppendAsync(int firstCarried, int count)
    {
        var append = _store.AppendAsync(_batch.AsMemory(0, count));
        _isStoreSlow = !append.IsCompleted;
        await append.ConfigureAwait(false);
        Deliver(count);
        for (var i = 0; i < count; i++)
        {
            _carried[firstCarried + i].Succeed(_batch[i]);
        }

        // What was stored must not be kept alive by the next, smaller batches.
        Array.Clear(_batch, 0, count);
    }

    // Masked before it is stamped: what is stored, delivered and returned is one and the same object.
    private AgentEvent Stamp(AgentEvent agentEvent, EventSource source, long id, DateTimeOffset now)
    {
        var masked = Secrets.Mask(agentEvent);
        var origin = !ReferenceEquals(masked, agentEvent) && agentEvent is AgentAction action
            ? new EventOrigin(agentEvent.Origin?.Publisher, action)
            : agentEvent.Origin;
        return masked with { Id = id, Timestamp = now, TimestampHasZone = false, Source = source, Origin = origin };
    }

    // To the microsecond, as it is written: the event in memory equals the one that is read back.
    private DateTimeOffset Now()
    {
        var ticks = _time.GetUtcNow().UtcTicks;
        return new DateTimeOffset(ticks - (ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
    }

    private void Deliver(int count)
    {
        foreach (var follower in Volatile.Read(ref _followers))
        {
            follower.KeepOrigins(_batch.AsSpan(0, count));
        }

        // A full fence, not just a volatile write: see Follower.ReadAsync.
        Interlocked.Exchange(ref _latestId, _latestId + count);
        foreach (var follower in Volatile.Read(ref _followers))
        {
            for (var i = 0; i < count; i++)
            {
                follower.Offer(_batch[i]);
            }
        }
    }

    private void Note(Exception exception)
    {
        if (exception is EventStoreException { IsFatal: true } fatal)
        {
            lock (_gate)
            {
                _fatal ??= fatal;
            }
        }
    }

    private sealed class CommitWaiting(EventStream stream) : IThreadPoolWorkItem
    {
        public void Execute() => _ = stream.CommitWaitingAsync();
    }
}
