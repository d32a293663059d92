namespace OpenHands.Server.Clients;

/// <summary>The last frames of a session as they are sent, so that many clients cost one serialization.</summary>
/// <remarks>Bounded: so many slots, and no large frames. Safe for concurrent use.</remarks>
internal sealed class FrameCache
{
    private const int Slots = 256;
    private const int LargestFrame = 16 * 1024;

    private Kept?[]? _slots;

    public bool TryGet(AgentEvent agentEvent, out ReadOnlyMemory<byte> utf8)
    {
        if (Volatile.Read(ref _slots) is { } slots && Volatile.Read(ref slots[agentEvent.Id % Slots]) is { } kept && kept.Id == agentEvent.Id)
        {
            utf8 = kept.Utf8;
            return true;
        }

        utf8 = default;
        return false;
    }

    /// <summary>Keeps a frame if others may want it.</summary>
    public void Keep(AgentEvent agentEvent, ReadOnlySpan<byte> utf8, int clients)
    {
        if (clients < 2 || utf8.Length > LargestFrame)
        {
            return;
        }

        var slots = LazyInitializer.EnsureInitialized(ref _slots, static () => new Kept?[Slots]);
        Volatile.Write(ref slots[agentEvent.Id % Slots], new Kept(agentEvent.Id, utf8.ToArray()));
    }

    private sealed record Kept(long Id, byte[] Utf8);
}
