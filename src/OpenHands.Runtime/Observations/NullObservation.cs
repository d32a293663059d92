namespace OpenHands;

/// <summary>Nothing was seen: the answer to an action that no runtime executes or that still awaits confirmation.</summary>
public sealed record NullObservation() : Observation("null")
{
    /// <inheritdoc />
    protected override string Describe() => "No observation";
}
