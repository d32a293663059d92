namespace OpenHands;

/// <summary>A text file was written.</summary>
/// <param name="Path">The absolute path that was written.</param>
public sealed record FileWriteObservation(string Path) : Observation("write")
{
    /// <inheritdoc />
    protected override string Describe() => $"I wrote to the file {Path}.";
}
