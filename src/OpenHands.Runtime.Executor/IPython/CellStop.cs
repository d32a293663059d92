namespace OpenHands.Execution.IPython;

/// <summary>How the run of one cell in its kernel ended.</summary>
/// <param name="Status">Why.</param>
/// <param name="WasKilled">Whether it ignored interrupts, and the kernel had to be killed.</param>
internal sealed record CellStop(CellStatus Status, bool WasKilled);
