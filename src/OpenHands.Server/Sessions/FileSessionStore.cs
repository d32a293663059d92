using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server;

/// <summary>Keeps sessions below a directory, durably.</summary>
internal sealed class FileSessionStore(string directory, EventSerializer serializer, ILoggerFactory loggerFactory) : ISessionStore
{
    private readonly FileEventStoreOptions _options = new() { Serializer = serializer };

    public bool IsDurable => true;

    public IReadOnlyList<string> List() => FileEventStore.ListSessions(directory);

    public IEventStore CreateEventStore(string sessionId) => new FileEventStore(directory, sessionId, _options, loggerFactory);

    public IControllerStateStore CreateStateStore(string sessionId) => new FileControllerStateStore(directory, sessionId);

    public void Delete(string sessionId) => FileEventStore.DeleteSession(directory, sessionId);
}
