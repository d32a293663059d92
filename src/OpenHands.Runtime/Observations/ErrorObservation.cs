namespace OpenHands;

/// <summary>Something went wrong that the agent can react to; the content names what, where and what to do.</summary>
public sealed record ErrorObservation() : Observation("error")
{
    /// <summary>Says it in one go.</summary>
    /// <param name="content">What happened.</param>
    public ErrorObservation(string content)
        : this() => Content = content;

    /// <inheritdoc />
    protected override string Describe() => Content;
}
