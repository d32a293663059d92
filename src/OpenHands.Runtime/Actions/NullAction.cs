namespace OpenHands;

/// <summary>Nothing to do.</summary>
public sealed record NullAction() : AgentAction("null", isRunnable: false)
{
    /// <inheritdoc />
    protected override string Describe() => "No action";
}
