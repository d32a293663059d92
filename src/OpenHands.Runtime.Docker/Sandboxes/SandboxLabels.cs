using System.Globalization;

namespace OpenHands.Docker;

/// <summary>The labels by which sandboxes are found again.</summary>
internal static class SandboxLabels
{
    public const string Prefix = "openhands.";
    public const string Owner = "openhands.owner";
    public const string Session = "openhands.session";

    /// <summary>The program that made the container: machine, process and start of the process.</summary>
    public const string Process = "openhands.process";

    /// <summary>Whether the container may outlive that program.</summary>
    public const string Kept = "openhands.kept";

    /// <summary>Seconds that a kept container may be idle.</summary>
    public const string TimeToLive = "openhands.idle-ttl";

    /// <summary>The hash of the executor, on volumes.</summary>
    public const string Executor = "openhands.executor";

    /// <summary>The directory of the agent.</summary>
    public const string Workspace = "openhands.workspace";

    /// <summary>The labels of a sandbox.</summary>
    public static Dictionary<string, string> For(DockerRuntimeOptions options) => new(options.Labels, StringComparer.Ordinal)
    {
        [Owner] = options.Owner,
        [Session] = options.SessionId,
        [Process] = HostProcess.Current,
        [Kept] = options.KeepOnStop ? "true" : "false",
        [TimeToLive] = ((long)options.IdleTimeToLive.TotalSeconds).ToString(CultureInfo.InvariantCulture),
        [Workspace] = options.SandboxWorkspacePath,
    };
}
