namespace OpenHands.Testing;

/// <summary>An action of a recorded session that its sandbox executed, and the answer.</summary>
/// <param name="Action">The action, as the stream had it: with secrets masked.</param>
/// <param name="Answer">The observation; <see langword="null"/> when the recording ends before it.</param>
public sealed record RecordedTurn(AgentAction Action, Observation? Answer);
