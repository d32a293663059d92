namespace OpenHands.Server;

/// <summary>What all sessions that are kept in memory may take together.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class MemoryBudget(long bytes)
{
    // A task that has come to its end because of it can still be told so.
    private const int SmallBytes = 4096;

    private long _taken;

    /// <summary>How much there is.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Takes what something needs, if there is room for it. What is small may take an eighth more than there is.</summary>
    public bool TryTake(long needed)
    {
        var most = needed <= SmallBytes ? Bytes + (Bytes / 8) : Bytes;
        for (var taken = Interlocked.Read(ref _taken); taken + needed <= most;)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + needed, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Return(long taken) => Interlocked.Add(ref _taken, -taken);
}
