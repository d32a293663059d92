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

    /// <summary>Removes everything of a session that is not open. Does nothing when there is nothing.</summary>
    void Delete(string sessionId);
}
