namespace OpenHands;

/// <summary>What an IPython cell printed and returned.</summary>
/// <param name="Code">The cell.</param>
public sealed record IPythonRunCellObservation(string Code) : Observation("run_ipython")
{
    /// <inheritdoc />
    protected override string Describe() => "Code executed in IPython cell.";
}
