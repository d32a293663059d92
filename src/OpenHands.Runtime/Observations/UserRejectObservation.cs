namespace OpenHands;

/// <summary>The user refused an action.</summary>
public sealed record UserRejectObservation() : Observation("user_rejected")
{
    /// <summary>Says it in one go.</summary>
    /// <param name="content">What happened.</param>
    public UserRejectObservation(string content)
        : this() => Content = content;

    /// <inheritdoc />
    protected override string Describe() => Content;
}
