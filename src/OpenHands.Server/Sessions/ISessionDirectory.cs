using System.Diagnostics.CodeAnalysis;

namespace OpenHands.Server;

/// <summary>Finds the sessions that are live in this process.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ISessionDirectory
{
    /// <summary>Finds a live session.</summary>
    /// <param name="sessionId">The id that its token holds.</param>
    /// <param name="session">The session, when there is one. It may close at any time.</param>
    /// <returns>Whether it is live. A stored session that nobody has connected to since the start of the server is not.</returns>
    bool TryGet(string sessionId, [NotNullWhen(true)] out AgentSession? session);
}
