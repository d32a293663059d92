namespace OpenHands.Tests.Support;

/// <summary>A clock that stands still. Nobody may ask it for a timer.</summary>
internal sealed class ManualTimeProvider(DateTimeOffset now) : TimeProvider
{
    public int Timers { get; private set; }

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timers++;
        return base.CreateTimer(callback, state, dueTime, period);
    }
}
