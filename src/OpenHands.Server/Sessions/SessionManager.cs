using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Server.Clients;

namespace OpenHands.Server;

/// <summary>The sessions of the server: opens, resumes, lists and closes them, and counts who is connected.</summary>
/// <remarks>
/// A session is live from its first connection, or from <see cref="OpenAsync"/>, until it is closed: by somebody, with the server, or when nobody is connected and nothing
/// has happened for <see cref="ServerOptions.IdleTimeout"/>. A stored one is resumed by the next connection. Safe for concurrent use.
/// </remarks>
public sealed partial class SessionManager : ISessionDirectory, IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SessionEntry> _entries = new(StringComparer.Ordinal);
    private readonly SessionServices _services;
    private readonly ServerOptions _options;
    private readonly ILogger _logger;
    private bool _isDisposed;

    internal SessionManager(SessionServices services)
    {
        _services = services;
        _options = services.Options;
        _logger = services.LoggerFactory.CreateLogger<SessionManager>();
    }

    /// <summary>How many sessions are live.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <inheritdoc />
    public bool TryGet(string sessionId, [NotNullWhen(true)] out AgentSession? session)
    {
        lock (_gate)
        {
            session = _entries.TryGetValue(sessionId, out var entry) && entry.Closing is null ? entry.Session : null;
            return session is not null;
        }
    }

    /// <summary>Opens a session, or finds it open; one that is stored goes on after its last event. It closes when it is idle.</summary>
    /// <param name="sessionId">Its id: 1 to 128 letters, digits, <c>-</c> and <c>_</c>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">The id has other characters.</exception>
    /// <exception cref="SessionLimitException">There are too many sessions.</exception>
    /// <exception cref="EventStoreException">What is stored cannot be used, or another process has the session open.</exception>
    public async Task<AgentSession> OpenAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        await using var lease = await AttachAsync(sessionId, cancellationToken, isKept: true);
        return lease.Session;
    }

    /// <summary>Does something in a live session as its user.</summary>
    /// <returns>Whether the session is live and initialised.</returns>
    /// <exception cref="EventStoreException">It could not be stored.</exception>
    public async Task<bool> SendAsync(string sessionId, AgentAction action, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (!TryGet(sessionId, out var session) || !session.IsInitialized)
        {
            return false;
        }

        await session.PublishAsync(action, cancellationToken);
        return true;
    }

    /// <summary>Tells the clients of a live session something that is not recorded.</summary>
    /// <returns>Whether the session is live.</returns>
    public bool Notify(string sessionId, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!TryGet(sessionId, out var session))
        {
            return false;
        }

        session.Clients.Post(ClientFeatures.None, () => ServerFrames.Message(message));
        return true;
    }

    /// <summary>The sessions that are live or stored, by id.</summary>
    public IReadOnlyList<SessionInfo> List()
    {
        var sessions = _services.Store.List().ToDictionary(id => id, id => new SessionInfo(id, false, null, 0, null, null), StringComparer.Ordinal);
        lock (_gate)
        {
            foreach (var session in _entries.Values.Select(entry => entry.Session).OfType<AgentSession>())
            {
                sessions[session.Id] = new SessionInfo(session.Id, true, session.State, session.ClientCount, session.Events.LatestId, session.LastActivity);
            }
        }

        return [.. sessions.Values.OrderBy(session => session.Id, StringComparer.Ordinal)];
    }

    /// <summary>Closes a live session. Its clients are disconnected; if it is stored, they can resume it.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Ends the waiting; the session closes all the same.</param>
    /// <returns>Whether it was live.</returns>
    public async Task<bool> CloseAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        Task? closing;
        lock (_gate)
        {
            closing = _entries.TryGetValue(sessionId, out var entry) ? BeginClose(entry, "asked for") : null;
        }

        await (closing ?? Task.CompletedTask).WaitAsync(cancellationToken);
        return closing is not null;
    }

    /// <summary>Closes a session and removes everything that is stored of it. Who connects meanwhile waits, and then begins anew.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="cancellationToken">Ends the waiting; the session is removed all the same.</param>
    /// <exception cref="ArgumentException">That cannot be the id of a session.</exception>
    /// <exception cref="EventStoreException">It could not be removed.</exception>
    public async Task DeleteAsync(string sessionId, CancellationToken cancellationToken = default)
    {
        SessionIds.ThrowIfInvalid(sessionId);
        var entry = BeginDelete(sessionId);
        await entry.Closing!.WaitAsync(cancellationToken);
        if (entry.Failure is { } failure)
        {
            throw failure as EventStoreException ?? new EventStoreException($"What is stored of the session {sessionId} could not be removed: {failure.Message}", isFatal: false, failure);
        }
    }

    /// <summary>Closes every session. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] closing;
        lock (_gate)
        {
            _isDisposed = true;
            closing = [.. _entries.Values.Select(entry => BeginClose(entry, "the server stops"))];
        }

        await Task.WhenAll(closing);
    }
}
