namespace OpenHands.Execution.Bash;

/// <summary>How a shell is started.</summary>
/// <param name="Program">Path of bash.</param>
/// <param name="WorkingDirectory">Where it starts.</param>
/// <param name="Environment">Its whole environment.</param>
/// <param name="OomScoreAdjustment">How much rather than others it is stopped when memory is short; <see langword="null"/> for no change.</param>
internal sealed record ShellStart(string Program, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment, int? OomScoreAdjustment = null);
