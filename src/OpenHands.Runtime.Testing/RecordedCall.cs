namespace OpenHands.Testing;

/// <summary>An action that reached the fake sandbox, and what came of it so far.</summary>
/// <param name="Action">The action as the sandbox got it: unmasked, with its timeout set.</param>
/// <remarks>A snapshot: it does not change while the action goes on. Ask the runtime again for what became of it.</remarks>
public sealed record RecordedCall(AgentAction Action)
{
    /// <summary>The answer; <see langword="null"/> while the action runs, and when it failed.</summary>
    public Observation? Observation { get; init; }

    /// <summary>What was thrown instead of an answer, if anything.</summary>
    public Exception? Failure { get; init; }

    /// <summary>Whether there is neither an answer nor a failure yet.</summary>
    public bool IsRunning => Observation is null && Failure is null;

    /// <summary>One line: the action and what came of it.</summary>
    public override string ToString() => $"{Summary.Of(Action)} → {Summary.Of(this)}";
}
