using System.Globalization;

namespace OpenHands.Docker;

/// <summary>What container a sandbox is. Decides nothing that the options do not say, and asks nobody.</summary>
internal static class SandboxSpec
{
    private const string RunSize = "16m";

    private static readonly string[] s_proxyVariables =
        ["HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy"];

    /// <summary>The name of a session's container.</summary>
    public static string NameOf(string sessionId) => $"openhands-{sessionId}";

    /// <summary>The container.</summary>
    public static ContainerSpec For(DockerRuntimeOptions options, SandboxAccount account, ExecutorMount executor, string name)
    {
        var hardened = options.Profile == DockerProfile.Hardened;
        return new ContainerSpec
        {
            Name = name,
            Image = options.Image,
            Command = Command(options, account),
            User = account.User,

            // The engine would make a missing workspace as root's; the executor makes it as that of the account.
            WorkingDirectory = options.UserName is null ? options.SandboxWorkspacePath : "/",
            Environment = Variables(options, account),
            Labels = SandboxLabels.For(options),
            Mounts = Mounts(options),
            Executor = executor,
            Tmpfs = new Dictionary<string, string> { [SandboxPaths.Run] = RunOptions(options, account) },
            DropAllCapabilities = hardened,
            AddedCapabilities = hardened ? [.. options.AddedCapabilities] : [],
            NoNewPrivileges = hardened,
            Network = options.Network,
            RuntimeClass = options.RuntimeClass,
            MemoryBytes = options.MemoryBytes,
            Processors = options.Processors,
            Processes = options.Processes,
            SharedMemoryBytes = options.SharedMemoryBytes,
        };
    }

    private static List<string> Command(DockerRuntimeOptions options, SandboxAccount account)
    {
        List<string> command =
        [
            SandboxPaths.Executor, "serve", "--unix-socket", SandboxPaths.Socket, "--working-dir", options.SandboxWorkspacePath, "--bash", options.BashPath,
        ];
        if (options.UserName is { } name)
        {
            command.AddRange(["--username", name, "--user-id", account.NamedUserId.ToString(CultureInfo.InvariantCulture)]);
        }

        return command;
    }

    private static Dictionary<string, string> Variables(DockerRuntimeOptions options, SandboxAccount account)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOME"] = account.Home };
        if (options.PassProxyVariables)
        {
            foreach (var name in s_proxyVariables)
            {
                if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                {
                    variables[name] = value;
                }
            }
        }

        return variables;
    }

    private static DockerMount[] Mounts(DockerRuntimeOptions options) => options.WorkspacePath is { } workspace
        ? [DockerMount.Bind(Path.GetFullPath(workspace), options.SandboxWorkspacePath, readOnly: false), .. options.Mounts]
        : [.. options.Mounts];

    // The executor becomes another account only when one is named; until then nothing else runs that could take its place.
    private static string RunOptions(DockerRuntimeOptions options, SandboxAccount account) => options.UserName is null
        ? string.Create(CultureInfo.InvariantCulture, $"rw,nosuid,nodev,noexec,size={RunSize},mode=0700,uid={account.UserId},gid={account.GroupId}")
        : $"rw,nosuid,nodev,noexec,size={RunSize},mode=1777";
}
