namespace OpenHands;

/// <summary>A summary of what happened so far. It can be written but, as in 0.9.3, not read back.</summary>
/// <param name="Summary">The text.</param>
public sealed record AgentSummarizeAction(string Summary) : AgentAction("summarize", isRunnable: false)
{
    /// <inheritdoc />
    protected override string Describe() => Summary;
}
