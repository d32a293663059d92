namespace OpenHands.Docker;

/// <summary>Where the runtime's own things are in a sandbox.</summary>
internal static class SandboxPaths
{
    /// <summary>The directory that holds them all.</summary>
    public const string Root = "/openhands";

    /// <summary>Where the executor's volume is mounted, for reading.</summary>
    public const string ExecutorDirectory = $"{Root}/bin";

    /// <summary>The executor.</summary>
    public const string Executor = $"{ExecutorDirectory}/{ExecutorName}";

    /// <summary>The name of the executor's file, here and in the package.</summary>
    public const string ExecutorName = "openhands-executor";

    /// <summary>A small directory in memory for sockets.</summary>
    public const string Run = $"{Root}/run";

    /// <summary>What the executor listens on. Its directory is made by the account that the executor runs under.</summary>
    public const string Socket = $"{Run}/host/executor.sock";

    /// <summary>The home of an account without a name.</summary>
    public const string Home = "/home/openhands";

    /// <summary>The home of root.</summary>
    public const string RootHome = "/root";
}
