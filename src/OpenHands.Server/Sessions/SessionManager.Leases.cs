using OpenHands.Server.Security;

namespace OpenHands.Server;

// Who uses a session, and when it closes.
public sealed partial class SessionManager
{
    /// <summary>Opens a session, or finds it open, and keeps it from becoming idle until the lease is disposed.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="isKept">Whether it stays until it is idle although nothing happens in it; else it is gone with its last lease.</param>
    internal async Task<SessionLease> AttachAsync(string sessionId, CancellationToken cancellationToken, bool isKept = false)
    {
        SessionIds.ThrowIfInvalid(sessionId);
        while (true)
        {
            SessionEntry entry;
            Task? closing;
            lock (_gate)
            {
                entry = FindOrAdd(sessionId);
                closing = entry.Closing;
                if (closing is null)
                {
                    if (entry.Leases >= _options.MaxClientsPerSession)
                    {
                        throw new SessionLimitException($"The session has {entry.Leases} connections, which is the most there may be. Close one, or raise MaxClientsPerSession.");
                    }

                    entry.Leases++;
                    entry.IsKept |= isKept;
                    entry.StopIdleTimer();
                }
            }

            if (closing is not null)
            {
                await closing.WaitAsync(cancellationToken);
                continue;
            }

            try
            {
                return new SessionLease(this, entry, await entry.Opening.WaitAsync(cancellationToken));
            }
            catch
            {
                Release(entry);
                throw;
            }
        }
    }

    /// <summary>Keeps a live session from becoming idle while a request is answered, which is no connection. <see langword="null"/> when it is not live.</summary>
    internal SessionLease? TryHold(string sessionId)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(sessionId, out var entry) || entry is not { Closing: null, Session: { } session })
            {
                return null;
            }

            entry.Requests++;
            entry.StopIdleTimer();
            return new SessionLease(this, entry, session) { IsRequest = true };
        }
    }

    /// <summary>Gives a lease back.</summary>
    internal void Release(SessionEntry entry, bool isRequest = false)
    {
        lock (_gate)
        {
            if (isRequest)
            {
                entry.Requests--;
            }
            else
            {
                entry.Leases--;
            }

            if (entry.IsUsed || entry.Closing is not null)
            {
                return;
            }

            if (entry.Opening.IsCompleted && entry.Session is null)
            {
                // It could not be opened: the next one tries again.
                Remove(entry);
            }
            else if (entry.Session is { IsUnused: true } && !entry.IsKept)
            {
                _ = BeginClose(entry, "nothing happened in it");
            }
            else
            {
                WatchIdle(entry, _options.IdleTimeout);
            }
        }
    }

    private SessionEntry FindOrAdd(string sessionId)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_entries.TryGetValue(sessionId, out var entry))
        {
            return entry;
        }

        if (_entries.Count >= _options.MaxSessions)
        {
            throw new SessionLimitException($"The server has {_entries.Count} live sessions, which is the most there may be. Close one, wait until one is idle, or raise MaxSessions.");
        }

        entry = new SessionEntry(sessionId);
        entry.Opening = Task.Run(() => OpenOnceAsync(entry));
        _entries.Add(sessionId, entry);
        return entry;
    }

    private async Task<AgentSession> OpenOnceAsync(SessionEntry entry)
    {
        var security = new SessionSecurity(_services.Store, entry.Id, _options.ConfirmationThreshold);
        var events = await _services.OpenStreamAsync(entry.Id);
        var session = new AgentSession(entry.Id, events, security, _services);
        lock (_gate)
        {
            entry.Session = session;
        }

        _services.Telemetry.Sessions.Add(1);
        SessionLog.Opened(_logger, entry.Id, events.LatestId + 1);
        return session;
    }

    private void WatchIdle(SessionEntry entry, TimeSpan after)
    {
        entry.StopIdleTimer();
        entry.IdleTimer = _services.Time.CreateTimer(_ => CloseIfIdle(entry), null, after, Timeout.InfiniteTimeSpan);
    }

    private void CloseIfIdle(SessionEntry entry)
    {
        lock (_gate)
        {
            // The clock may call when the timer is gone already, and the entry with it.
            if (entry.IsUsed || entry.Closing is not null || !IsRegistered(entry))
            {
                return;
            }

            if (entry.Session is not { } session)
            {
                _ = BeginClose(entry, "it could not be opened");
                return;
            }

            var rest = _options.IdleTimeout - (_services.Time.GetUtcNow() - session.LastActivity);
            if (rest > TimeSpan.Zero)
            {
                WatchIdle(entry, rest);
            }
            else
            {
                _ = BeginClose(entry, "idle");
            }
        }
    }

    // Under the gate.
    private Task BeginClose(SessionEntry entry, string reason)
    {
        entry.StopIdleTimer();
        return entry.Closing ??= Task.Run(() => CloseOnceAsync(entry, reason));
    }

    // Whoever comes meanwhile waits until nothing is left, and then begins anew: a session is never removed under somebody.
    private SessionEntry BeginDelete(string sessionId)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(sessionId, out var entry))
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                entry = new SessionEntry(sessionId) { Opening = Task.FromCanceled<AgentSession>(new CancellationToken(canceled: true)) };
                _entries.Add(sessionId, entry);
            }

            entry.IsDeleted = true;
            BeginClose(entry, "deleted");
            return entry;
        }
    }

    private async Task CloseOnceAsync(SessionEntry entry, string reason)
    {
        try
        {
            await ((Task)entry.Opening).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (entry.Session is { } session)
            {
                await session.CloseAsync(reason);
                _services.Telemetry.Sessions.Add(-1);
            }
        }
        catch (Exception exception)
        {
            LogNotClosed(entry, exception);
        }

        // Somebody may ask for its removal up to the end.
        bool isDeleted;
        do
        {
            isDeleted = entry.IsDeleted;
            if (isDeleted || entry.Session is { IsUnused: true })
            {
                DeleteStored(entry);
            }
        }
        while (!TryRemove(entry, isDeleted));
    }

    private bool TryRemove(SessionEntry entry, bool isDeleted)
    {
        lock (_gate)
        {
            if (entry.IsDeleted != isDeleted)
            {
                return false;
            }

            Remove(entry);
            return true;
        }
    }

    // Under the gate, as the next one.
    private bool IsRegistered(SessionEntry entry) => ReferenceEquals(_entries.GetValueOrDefault(entry.Id), entry);

    // By its identity: a new session may have its name.
    private void Remove(SessionEntry entry)
    {
        if (IsRegistered(entry))
        {
            _entries.Remove(entry.Id);
        }
    }

    private void DeleteStored(SessionEntry entry)
    {
        try
        {
            _services.Store.Delete(entry.Id);
        }
        catch (Exception exception)
        {
            entry.Failure = exception;
            LogNotClosed(entry, exception);
        }
    }

    private void LogNotClosed(SessionEntry entry, Exception exception) => SessionLog.NotClosed(_logger, entry.Session?.Events.Secrets.Mask(exception) ?? exception, entry.Id);
}
