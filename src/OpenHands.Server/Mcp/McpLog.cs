using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Mcp;

/// <summary>What the log says about clients of the protocol.</summary>
internal static partial class McpLog
{
    [LoggerMessage(LogLevel.Information, "MCP session {Name} has its {Runtime} runtime after {Elapsed}.")]
    public static partial void RuntimeStarted(ILogger logger, string name, string runtime, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Information, "MCP session {Name} is closed: {Reason}.")]
    public static partial void SessionClosed(ILogger logger, string name, string reason);

    [LoggerMessage(LogLevel.Warning, "MCP session {Name} could not be closed properly.")]
    public static partial void SessionNotClosed(ILogger logger, Exception exception, string name);
}
