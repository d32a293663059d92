using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Mcp;

/// <summary>The sessions of the protocol's clients: opens, finds and closes them, and counts who uses them.</summary>
/// <remarks>One timer to a session, set while nobody uses it; nothing polls. Safe for concurrent use.</remarks>
internal sealed class McpSessions(McpServices services) : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, McpSession> _sessions = new(StringComparer.Ordinal);
    private readonly ILogger _logger = services.LoggerFactory.CreateLogger<McpSessions>();
    private bool _isDisposed;

    /// <summary>How many there are, with those that are being closed.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>Opens one for a new client.</summary>
    /// <exception cref="SessionLimitException">There are too many.</exception>
    public McpLease Open()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                throw new SessionLimitException("The server is stopping and takes no new sessions.");
            }

            if (_sessions.Count >= services.Options.MaxSessions)
            {
                throw new SessionLimitException(
                    $"The server has {_sessions.Count} MCP sessions, which is the most there may be. Close one, wait until one is idle for {services.Options.IdleTimeout}, or raise MaxSessions of the MCP endpoint.");
            }

            var session = new McpSession(services) { Leases = 1 };
            _sessions.Add(session.Id, session);
            return new McpLease(this, session);
        }
    }

    /// <summary>Uses one; <see langword="null"/> when there is none of that name, or it is being closed.</summary>
    public McpLease? Find(string id)
    {
        lock (_gate)
        {
            if (!_sessions.TryGetValue(id, out var session) || session.Closing is not null)
            {
                return null;
            }

            session.Leases++;
            session.IdleTimer?.Dispose();
            session.IdleTimer = null;
            return new McpLease(this, session);
        }
    }

    /// <summary>Gives a lease back.</summary>
    public void Release(McpSession session)
    {
        lock (_gate)
        {
            if (--session.Leases == 0 && session.Closing is null)
            {
                session.IdleTimer = services.Time.CreateTimer(_ => CloseIfIdle(session), null, services.Options.IdleTimeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <summary>Closes one, with its runtime.</summary>
    /// <returns>Whether there was one of that name.</returns>
    public async Task<bool> CloseAsync(string id)
    {
        Task? closing;
        lock (_gate)
        {
            closing = _sessions.TryGetValue(id, out var session) ? BeginClose(session, "its client asked for it") : null;
        }

        await (closing ?? Task.CompletedTask);
        return closing is not null;
    }

    /// <summary>Closes all of them. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_gate)
        {
            _isDisposed = true;
            closing = [.. _sessions.Values.Select(session => BeginClose(session, "the server stops"))];
        }

        await Task.WhenAll(closing);
    }

    private void CloseIfIdle(McpSession session)
    {
        lock (_gate)
        {
            if (session.Leases == 0)
            {
                _ = BeginClose(session, "idle");
            }
        }
    }

    // Under the gate.
    private Task BeginClose(McpSession session, string reason)
    {
        session.IdleTimer?.Dispose();
        session.IdleTimer = null;
        return session.Closing ??= Task.Run(() => CloseOnceAsync(session, reason));
    }

    private async Task CloseOnceAsync(McpSession session, string reason)
    {
        try
        {
            await session.DisposeAsync();
            McpLog.SessionClosed(_logger, session.Name, reason);
        }
        catch (Exception exception)
        {
            McpLog.SessionNotClosed(_logger, exception, session.Name);
        }
        finally
        {
            lock (_gate)
            {
                _sessions.Remove(session.Id);
            }
        }
    }
}
