namespace OpenHands.Events;

/// <summary>How an <see cref="EventStream"/> behaves.</summary>
public sealed class EventStreamOptions
{
    /// <summary>Where timestamps come from. Default the system's clock.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Events that a subscriber or follower may lag behind before it reads them from the store again instead of from memory. Nothing is
    /// lost either way. Default 1,024.
    /// </summary>
    public int FollowerCapacity { get; init; } = 1024;
}
