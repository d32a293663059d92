namespace OpenHands.Execution.Bash;

/// <summary>How much of a command's output is kept where.</summary>
/// <param name="InMemoryBytes">Most bytes of one observation: the first and the last half of longer output.</param>
/// <param name="InFileBytes">Most bytes of the file that holds longer output whole.</param>
/// <param name="Directory">Where those files go.</param>
internal sealed record OutputLimits(int InMemoryBytes, long InFileBytes, string Directory);
