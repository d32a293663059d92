using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Mcp;

/// <summary>What the log says about clients of the protocol. Ids of sessions are shortened: whoever knows one may use it.</summary>
internal static partial class McpLog
{
    public static void RuntimeStarted(ILogger logger, string sessionId, string runtime, TimeSpan elapsed) => Started(logger, Shown(sessionId), runtime, elapsed);

    public static void SessionClosed(ILogger logger, string sessionId, string reason) => Closed(logger, Shown(sessionId), reason);

    public static void SessionNotClosed(ILogger logger, Exception exception, string sessionId) => NotClosed(logger, exception, Shown(sessionId));

    private static string Shown(string sessionId) => sessionId[..Math.Min(sessionId.Length, 12)];

    [LoggerMessage(LogLevel.Information, "MCP session {SessionId}… has its {Runtime} runtime after {Elapsed}.")]
    private static partial void Started(ILogger logger, string sessionId, string runtime, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Information, "MCP session {SessionId}… is closed: {Reason}.")]
    private static partial void Closed(ILogger logger, string sessionId, string reason);

    [LoggerMessage(LogLevel.Warning, "MCP session {SessionId}… could not be closed properly.")]
    private static partial void NotClosed(ILogger logger, Exception exception, string sessionId);
}
