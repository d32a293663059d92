namespace OpenHands.Server;

/// <summary>There are as many sessions, or as many connections to one, as the server may have.</summary>
/// <param name="message">Which limit, and what to do.</param>
public sealed class SessionLimitException(string message) : Exception(message);
