namespace OpenHands.Server.Mcp;

/// <summary>One request's use of a session, which keeps it from being idle. Dispose it once.</summary>
internal sealed class McpLease(McpSessions sessions, McpSession session) : IDisposable
{
    public McpSession Session => session;

    public void Dispose() => sessions.Release(session);
}
