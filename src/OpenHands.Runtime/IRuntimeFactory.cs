using OpenHands.Events;

namespace OpenHands;

/// <summary>Makes runtimes of one kind. A server picks the factory by its name.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface IRuntimeFactory
{
    /// <summary>The name that configurations use: <c>local</c>, <c>docker</c>, <c>remote</c>…</summary>
    string Name { get; }

    /// <summary>Makes a runtime that is not started yet. The caller owns it.</summary>
    /// <param name="sessionId">Name of the session; see <see cref="RuntimeOptions.SessionId"/>.</param>
    /// <param name="events">The stream that records it; <see langword="null"/> for one of its own, in memory. Not disposed by the runtime.</param>
    Runtime Create(string sessionId, EventStream? events = null);
}
