namespace OpenHands.Execution.IPython;

/// <summary>Until when a cell may run.</summary>
internal sealed class CellDeadline(TimeSpan timeout, TimeProvider time)
{
    // Longer ones do not fit a timer.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    private readonly long _begun = time.GetTimestamp();

    /// <summary>What is left; never negative.</summary>
    public TimeSpan Remaining
    {
        get
        {
            var left = (timeout < s_longest ? timeout : s_longest) - time.GetElapsedTime(_begun);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
