using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server;

/// <summary>Keeps nothing beyond the life of a session.</summary>
internal sealed class MemorySessionStore(long maxBytes, EventTypeRegistry types) : ISessionStore
{
    private readonly MemoryBudget _budget = new(maxBytes);

    public bool IsDurable => false;

    public IReadOnlyList<string> List() => [];

    public IEventStore CreateEventStore(string sessionId) => new MemoryEventStore(_budget, types);

    public IControllerStateStore? CreateStateStore(string sessionId) => null;

    public void Delete(string sessionId)
    {
        // What was in memory is gone already.
    }
}
