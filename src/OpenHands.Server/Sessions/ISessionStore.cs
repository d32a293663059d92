using OpenHands.Events;

namespace OpenHands.Server;

/// <summary>Where sessions are kept. By default in <see cref="ServerOptions.DataDirectory"/>, or in memory.</summary>
/// <remarks>Safe for concurrent calls. One session has at most one event store open at a time.</remarks>
public interface ISessionStore
{
    /// <summary>Whether what is stored can be opened again after it was closed.</summary>
    bool IsDurable { get; }

    /// <summary>The stored sessions' ids, sorted.</summary>
    IReadOnlyList<string> List();

    /// <summary>The event store of a session, not opened yet. The caller owns it.</summary>
    IEventStore CreateEventStore(string sessionId);

    /// <summary>Where the state of a session's controller is kept; <see langword="null"/> for nowhere.</summary>
    IControllerStateStore? CreateStateStore(string sessionId);

    /// <summary>Reads what a session's user set for its security analyzer. A store that does not say where, as by default, has it end with the session's runtime.</summary>
    /// <returns>The last text that <see cref="SaveSecurity"/> got; <see langword="null"/> when there is none.</returns>
    /// <exception cref="IOException">It is there and cannot be read. The session is not opened then.</exception>
    string? LoadSecurity(string sessionId) => null;

    /// <summary>Replaces what a session's user set for its security analyzer, durably. Called for one session at a time.</summary>
    /// <param name="sessionId">The session, which is open.</param>
    /// <param name="text">JSON of the server; at most some 400 KB.</param>
    /// <exception cref="IOException">It could not be stored. The user is told.</exception>
    void SaveSecurity(string sessionId, string text)
    {
    }

    /// <summary>Removes everything of a session that is not open. Does nothing when there is nothing.</summary>
    void Delete(string sessionId);
}
