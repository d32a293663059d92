namespace OpenHands.Cli;

/// <summary>What the program leaves with.</summary>
internal static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Misused = 2;
    public const int Unfinished = 5;
    public const int Interrupted = 130;

    /// <summary>The code for the state in which an agent came to rest.</summary>
    public static int Of(AgentState state) => state switch
    {
        AgentState.Finished => Done,
        AgentState.Error => Failed,
        AgentState.Stopped => Interrupted,
        _ => Unfinished,
    };
}
