using System.Text;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server;

/// <summary>Keeps sessions below a directory, durably.</summary>
internal sealed class FileSessionStore(string directory, EventSerializer serializer, ILoggerFactory loggerFactory) : ISessionStore
{
    private const string SecurityFile = "security.json";

    private readonly FileEventStoreOptions _options = new() { Serializer = serializer };

    public bool IsDurable => true;

    public IReadOnlyList<string> List() => FileEventStore.ListSessions(directory);

    public IEventStore CreateEventStore(string sessionId) => new FileEventStore(directory, sessionId, _options, loggerFactory);

    public IControllerStateStore CreateStateStore(string sessionId) => new FileControllerStateStore(directory, sessionId);

    public string? LoadSecurity(string sessionId)
    {
        var path = SecurityPath(sessionId);
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    // Replaced as a whole, never half. Not for a session that is deleted meanwhile: its folder is gone.
    public void SaveSecurity(string sessionId, string text)
    {
        var path = SecurityPath(sessionId);
        var draft = $"{path}.new";
        using (var stream = File.Create(draft))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    public void Delete(string sessionId) => FileEventStore.DeleteSession(directory, sessionId);

    private string SecurityPath(string sessionId) => Path.Combine(SessionFolder.Of(directory, sessionId), SecurityFile);
}
