using Microsoft.Extensions.Logging;

namespace OpenHands.Server;

/// <summary>What the log says about sessions.</summary>
internal static partial class SessionLog
{
    [LoggerMessage(LogLevel.Information, "Session {SessionId} is open with {Events} stored events.")]
    public static partial void Opened(ILogger logger, string sessionId, long events);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} is initialised on the {Runtime} runtime with the agent {Agent} after {Elapsed}.")]
    public static partial void Initialized(ILogger logger, string sessionId, string runtime, string agent, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Error, "Session {SessionId} could not be initialised.")]
    public static partial void NotInitialized(ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(LogLevel.Information, "The agent of session {SessionId} was replaced, as its settings were changed.")]
    public static partial void SettingsChanged(ILogger logger, string sessionId);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} is closed: {Reason}.")]
    public static partial void Closed(ILogger logger, string sessionId, string reason);

    [LoggerMessage(LogLevel.Warning, "A {Part} of a session could not be disposed.")]
    public static partial void NotDisposed(ILogger logger, Exception exception, string part);

    [LoggerMessage(LogLevel.Warning, "Session {SessionId} could not be closed properly.")]
    public static partial void NotClosed(ILogger logger, Exception exception, string sessionId);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} has a client more: {Client} from event {FromId}.")]
    public static partial void Connected(ILogger logger, string sessionId, long client, long fromId);

    [LoggerMessage(LogLevel.Information, "Session {SessionId} has a client less: {Client}, {Reason}.")]
    public static partial void Disconnected(ILogger logger, string sessionId, long client, string reason);

    [LoggerMessage(LogLevel.Warning, "Client {Client} of session {SessionId} took nothing in for {Limit} and is disconnected. It gets what it missed when it comes back.")]
    public static partial void TooSlow(ILogger logger, string sessionId, long client, TimeSpan limit);

    // Why is for the client alone: it may quote what came.
    [LoggerMessage(LogLevel.Debug, "A frame of client {Client} of session {SessionId} is refused.")]
    public static partial void FrameRefused(ILogger logger, string sessionId, long client);

    [LoggerMessage(LogLevel.Error, "Client {Client} of session {SessionId} is lost to an unexpected error.")]
    public static partial void ClientFailed(ILogger logger, Exception exception, string sessionId, long client);

    [LoggerMessage(LogLevel.Warning, "The screen of session {SessionId} can be watched no more.")]
    public static partial void ScreenLost(ILogger logger, Exception exception, string sessionId);
}
