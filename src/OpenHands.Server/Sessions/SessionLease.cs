namespace OpenHands.Server;

/// <summary>Keeps a session from becoming idle until it is disposed.</summary>
internal sealed class SessionLease(SessionManager manager, SessionEntry entry, AgentSession session) : IAsyncDisposable
{
    private bool _isReleased;

    public AgentSession Session { get; } = session;

    /// <summary>Whether it is for one request, and no connection.</summary>
    public bool IsRequest { get; init; }

    public ValueTask DisposeAsync()
    {
        if (!_isReleased)
        {
            _isReleased = true;
            manager.Release(entry, IsRequest);
        }

        return ValueTask.CompletedTask;
    }
}
