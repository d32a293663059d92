namespace OpenHands;

/// <summary>The agent is done.</summary>
public sealed record AgentFinishAction() : AgentAction("finish", isRunnable: false)
{
    /// <summary>Results for whoever asked. Default <c>{}</c>.</summary>
    public JsonPayload Outputs { get; init; } = JsonPayload.EmptyObject;

    /// <summary>Closing words.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => Thought.Length > 0 ? Thought : "All done! What's next on the agenda?";
}
