namespace OpenHands.Execution.Bash;

/// <summary>What the shell reports after a command.</summary>
/// <param name="Id">The number that the command was begun with.</param>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="WorkingDirectory">The shell's directory now.</param>
/// <param name="SearchPath">The shell's <c>PATH</c> now.</param>
internal readonly record struct CommandCompletion(long Id, int ExitCode, string WorkingDirectory, string SearchPath);
