namespace OpenHands;

/// <summary>Whether the kernel of a runtime may be running, because a cell went to it. Shared by all who send cells.</summary>
internal sealed class KernelUse
{
    private volatile bool _mayRun;

    public bool MayRun => _mayRun;

    public void Begin() => _mayRun = true;
}
