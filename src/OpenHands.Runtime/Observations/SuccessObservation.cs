namespace OpenHands;

/// <summary>Something worked; the content says what.</summary>
public sealed record SuccessObservation() : Observation("success")
{
    /// <summary>Says it in one go.</summary>
    /// <param name="content">What happened.</param>
    public SuccessObservation(string content)
        : this() => Content = content;

    /// <inheritdoc />
    protected override string Describe() => Content;
}
