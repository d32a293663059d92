namespace OpenHands;

/// <summary>The agent will not or cannot do the task.</summary>
public sealed record AgentRejectAction() : AgentAction("reject", isRunnable: false)
{
    /// <summary>Results for whoever asked; <c>reason</c> says why. Default <c>{}</c>.</summary>
    public JsonPayload Outputs { get; init; } = JsonPayload.EmptyObject;

    /// <summary>Closing words.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => Outputs.TryGetText("reason", out var reason)
        ? $"Task is rejected by the agent. Reason: {reason}"
        : "Task is rejected by the agent.";
}
