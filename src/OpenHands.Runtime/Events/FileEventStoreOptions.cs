using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>How a <see cref="FileEventStore"/> behaves.</summary>
public sealed class FileEventStoreOptions
{
    /// <summary>Knows the event types that are written and read. Default <see cref="EventSerializer.Default"/>; give it the one your plugins extend.</summary>
    public EventSerializer Serializer { get; init; } = EventSerializer.Default;

    /// <summary>
    /// Most bytes that an open file is longer than its events: space is reserved ahead because a flush inside a file is cheaper than one
    /// that makes it longer. Closing gives it back. 0 reserves nothing; default 1 MiB.
    /// </summary>
    public int ReservedBytes { get; init; } = 1024 * 1024;
}
