namespace OpenHands;

/// <summary>Asks the controller to pause, go on, stop, or take the user's answer.</summary>
/// <param name="AgentState">The state asked for.</param>
public sealed record ChangeAgentStateAction(AgentState AgentState) : AgentAction("change_agent_state", isRunnable: false)
{
    /// <summary>Why.</summary>
    public string Thought { get; init; } = "";

    /// <inheritdoc />
    protected override string Describe() => $"Agent state changed to {AgentState.ToWireName()}";
}
