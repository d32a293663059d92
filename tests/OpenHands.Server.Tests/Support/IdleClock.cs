using Microsoft.Extensions.Time.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>A clock that stands still, and knows whether a timer of one duration is set.</summary>
internal sealed class IdleClock(TimeSpan watched) : FakeTimeProvider
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _isSet = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Waits until such a timer is set.</summary>
    public Task WaitForTimerAsync()
    {
        lock (_gate)
        {
            return _isSet.Task;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime != watched)
        {
            return timer;
        }

        lock (_gate)
        {
            _isSet.TrySetResult();
        }

        return new Watched(timer, this);
    }

    private void Stop()
    {
        lock (_gate)
        {
            if (_isSet.Task.IsCompleted)
            {
                _isSet = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }

    private sealed class Watched(ITimer timer, IdleClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(dueTime, period);

        public void Dispose()
        {
            clock.Stop();
            timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            clock.Stop();
            return timer.DisposeAsync();
        }
    }
}
