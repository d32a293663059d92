namespace OpenHands;

/// <summary>Hands a part of the task to another agent.</summary>
/// <param name="Agent">The registered name of that agent.</param>
/// <param name="Inputs">What it is asked, an object.</param>
public sealed record AgentDelegateAction(string Agent, JsonPayload Inputs) : AgentAction("delegate", isRunnable: false)
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => $"I'm asking {Agent} for help with this task.";
}
