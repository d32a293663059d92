namespace OpenHands.Execution.IPython;

/// <summary>How a cell ended.</summary>
/// <param name="Status">Why.</param>
/// <param name="Output">What it told.</param>
/// <param name="Notice">What the reader must know beyond that, one sentence or more; empty for nothing.</param>
/// <param name="WorkingDirectory">The kernel's, afterwards.</param>
/// <param name="Interpreter">The kernel's Python.</param>
internal sealed record CellEnd(CellStatus Status, CellOutput Output, string Notice, string WorkingDirectory, string Interpreter);
