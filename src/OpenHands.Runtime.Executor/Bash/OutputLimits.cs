namespace OpenHands.Execution.Bash;

/// <summary>How much of a command's output is kept where.</summary>
/// <param name="InMemoryBytes">Most bytes of one observation: the first and the last half of longer output.</param>
/// <param name="Files">Where longer output is kept whole; <see langword="null"/> for nowhere.</param>
internal sealed record OutputLimits(int InMemoryBytes, OutputFiles? Files);
