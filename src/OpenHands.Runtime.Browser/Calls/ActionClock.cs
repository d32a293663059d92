namespace OpenHands.Browsing.Calls;

/// <summary>How long one action may take. Whoever cancels it may mean that its time is over, or that nobody wants it any more; this tells which.</summary>
internal sealed class ActionClock(TimeProvider time, TimeSpan? timeout)
{
    // Who cancels has begun to measure a little earlier.
    private static readonly TimeSpan s_tolerance = TimeSpan.FromMilliseconds(100);

    private readonly long _began = time.GetTimestamp();

    /// <summary>How long it may take.</summary>
    public TimeSpan? Timeout => timeout;

    /// <summary>Whether its time is over.</summary>
    public bool IsOver => timeout is { } limit && time.GetElapsedTime(_began) >= limit - s_tolerance;
}
