using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>A clock that stands still, and whose timers of one duration a test can have call at any time: also when they are gone, as a real one does that has begun to call.</summary>
internal sealed class StaleClock(TimeSpan watched) : FakeTimeProvider
{
    private readonly ConcurrentQueue<Action> _calls = new();

    /// <summary>What such timers do, in the order in which they were set.</summary>
    public IEnumerable<Action> Calls => _calls;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == watched)
        {
            _calls.Enqueue(() => callback(state));
        }

        return base.CreateTimer(callback, state, dueTime, period);
    }
}
