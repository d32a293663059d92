namespace OpenHands.Server;

/// <summary>What all sessions that are kept in memory may take together.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
/// <param name="bytes">How much there is.</param>
internal sealed class MemoryBudget(long bytes)
{
    /// <summary>What needs no more than this is small.</summary>
    public const int SmallBytes = 4096;

    // States and errors are small. There is an eighth more for what is, so that most tasks that end because of the limit can be told so.
    private readonly long _mostForSmall = bytes + Math.Min(bytes / 8, long.MaxValue - bytes);
    private long _taken;

    /// <summary>How much there is.</summary>
    public long Bytes { get; } = bytes;

    /// <summary>Takes what something needs, if there is room for it.</summary>
    public bool TryTake(long needed)
    {
        var most = needed <= SmallBytes ? _mostForSmall : Bytes;
        for (var taken = Interlocked.Read(ref _taken); needed <= most - taken;)
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
