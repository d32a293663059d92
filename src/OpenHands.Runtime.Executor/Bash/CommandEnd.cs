namespace OpenHands.Execution.Bash;

/// <summary>How a command, or the wait for it, ended.</summary>
/// <param name="Reason">Why the caller gets an answer now.</param>
/// <param name="ExitCode">The exit code; −1 while the command is running.</param>
/// <param name="Output">What was printed since the last answer.</param>
/// <param name="WorkingDirectory">The shell's directory.</param>
/// <param name="SearchPath">The shell's <c>PATH</c>.</param>
internal sealed record CommandEnd(CommandStatus Reason, int ExitCode, OutputCapture Output, string WorkingDirectory, string SearchPath)
{
    /// <summary>What it took to stop the command, if it was stopped.</summary>
    public StopSignals? Signals { get; init; }

    /// <summary>Whether another call waits for the command and gets its output.</summary>
    public bool GoesToAnotherCall { get; init; }
}
