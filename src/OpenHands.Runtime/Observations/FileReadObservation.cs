namespace OpenHands;

/// <summary>A text file, or the lines that were asked for.</summary>
/// <param name="Path">The absolute path that was read.</param>
public sealed record FileReadObservation(string Path) : Observation("read")
{
    /// <inheritdoc />
    protected override string Describe() => $"I read the file {Path}.";
}
