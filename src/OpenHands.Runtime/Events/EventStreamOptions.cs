using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>How an <see cref="EventStream"/> behaves.</summary>
public sealed class EventStreamOptions
{
    /// <summary>Where timestamps come from. Default the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Events that a subscriber or follower may lag behind before it reads them from the store again instead of from memory. Nothing is
    /// lost either way. 1 or more, default 1,024.
    /// </summary>
    public int FollowerCapacity { get; init; } = 1024;

    /// <summary>Knows the event types in which secrets are masked. Default <see cref="EventSerializer.Default"/>; give it the one your plugins extend.</summary>
    public EventSerializer Serializer { get; init; } = EventSerializer.Default;
}
