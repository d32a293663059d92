using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>How an <see cref="EventStream"/> behaves.</summary>
public sealed class EventStreamOptions
{
    /// <summary>Where timestamps come from. Default the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Events that a subscriber or follower may lag behind before it reads them from the store again instead of from memory. Nothing is
    /// lost either way. 1 or more, default 1,024; fewer when they are large, so that a reader that stands still costs 16 MiB at most or one event.
    /// </summary>
    public int FollowerCapacity { get; init; } = 1024;

    /// <summary>Knows the event types in which secrets are masked. Default <see cref="EventSerializer.Default"/>; give it the one your plugins extend.</summary>
    public EventSerializer Serializer { get; init; } = EventSerializer.Default;
}
