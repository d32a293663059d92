namespace OpenHands;

/// <summary>What another agent came back with.</summary>
/// <param name="Outputs">Its results, an object.</param>
public sealed record AgentDelegateObservation(JsonPayload Outputs) : Observation("delegate");
