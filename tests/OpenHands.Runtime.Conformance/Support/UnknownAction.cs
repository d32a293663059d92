namespace OpenHands.Conformance;

/// <summary>An action that no registry knows.</summary>
public sealed record UnknownAction() : AgentAction("weird", isRunnable: true);
