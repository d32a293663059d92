namespace OpenHands;

/// <summary>The controller entered a new state.</summary>
/// <param name="AgentState">That state.</param>
public sealed record AgentStateChangedObservation(AgentState AgentState) : Observation("agent_state_changed");
