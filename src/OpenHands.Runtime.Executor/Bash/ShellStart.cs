namespace OpenHands.Execution.Bash;

/// <summary>How a shell is started.</summary>
/// <param name="Program">Path of bash.</param>
/// <param name="WorkingDirectory">Where it starts.</param>
/// <param name="Environment">Its whole environment.</param>
internal sealed record ShellStart(string Program, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);
