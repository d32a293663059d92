namespace OpenHands.Execution.Bash;

/// <summary>How far we had to go to stop a command.</summary>
internal sealed record StopSignals(string Sentence, int ExitCode)
{
    public static readonly StopSignals Interrupt = new("SIGINT was sent to interrupt it.", 130);

    public static readonly StopSignals Terminate = new("It ignored SIGINT and was ended by SIGTERM.", 143);

    public static readonly StopSignals Kill = new("It ignored SIGINT and SIGTERM and was killed.", 137);

    public static readonly StopSignals KillShell = new("It ignored SIGINT and SIGTERM and was killed together with its shell; the next command runs in a fresh one.", 137);
}
