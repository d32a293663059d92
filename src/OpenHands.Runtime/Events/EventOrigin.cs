namespace OpenHands;

/// <summary>What this process knows of an event beyond what is stored.</summary>
/// <param name="Publisher">Who published it, so that a runtime that follows a stream knows its own direct calls.</param>
/// <param name="Unmasked">The action as it was before secrets were masked, if there were any: the one to execute.</param>
internal sealed record EventOrigin(object? Publisher, AgentAction? Unmasked = null);
