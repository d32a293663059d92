using OpenHands.Events;

namespace OpenHands.Server;

/// <summary>Keeps nothing beyond the life of a session.</summary>
internal sealed class MemorySessionStore : ISessionStore
{
    public bool IsDurable => false;

    public IReadOnlyList<string> List() => [];

    public IEventStore CreateEventStore(string sessionId) => new InMemoryEventStore();

    public IControllerStateStore? CreateStateStore(string sessionId) => null;

    public void Delete(string sessionId)
    {
        // What was in memory is gone already.
    }
}
