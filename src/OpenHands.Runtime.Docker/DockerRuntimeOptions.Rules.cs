namespace OpenHands.Docker;

// What must hold of the options.
public sealed partial class DockerRuntimeOptions
{
    private static readonly string[] s_runtimePaths = ["/", "/proc", "/sys", "/dev", SandboxPaths.Root];

    /// <inheritdoc />
    protected override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        CheckNames(problems);
        CheckNumbers(problems);
        CheckAccount(problems);
        CheckPaths(problems);
    }

    internal DockerRuntimeOptions For(string sessionId) => (DockerRuntimeOptions)CopyFor(sessionId);

    /// <inheritdoc />
    protected override RuntimeOptions CopyFor(string sessionId)
    {
        var copy = (DockerRuntimeOptions)base.CopyFor(sessionId);
        copy._mounts = [.. _mounts];
        copy._addedCapabilities = [.. _addedCapabilities];
        copy._labels = new Dictionary<string, string>(_labels, StringComparer.Ordinal);
        return copy;
    }

    private void CheckNames(ICollection<string> problems)
    {
        Check(!string.IsNullOrWhiteSpace(Image) && !Image.Any(char.IsWhiteSpace), $"Image '{Image}' must be the name of an image.", problems);
        Check(Endpoint is null || EngineEndpoint.IsValid(Endpoint), $"Endpoint '{Endpoint}' must be unix:///path, tcp://host:port or npipe://./pipe/name.", problems);
        Check(Enum.IsDefined(Profile), $"Profile {Profile} is not known.", problems);
        Check(Enum.IsDefined(PullPolicy), $"PullPolicy {PullPolicy} is not known.", problems);
        Check(Owner is not null && OwnerPattern().IsMatch(Owner), $"Owner '{Owner}' must be 1 to 64 letters, digits, '-', '_' or '.'.", problems);
        Check(!string.IsNullOrWhiteSpace(BashPath), "BashPath must be a path or a name.", problems);
        Check(!string.IsNullOrWhiteSpace(Network), "Network must be none, bridge, host or the name of a network.", problems);
        foreach (var name in Labels.Keys.Where(name => name.Length == 0 || name.StartsWith(SandboxLabels.Prefix, StringComparison.Ordinal)))
        {
            problems.Add($"Labels: '{name}' must not be empty, nor begin with '{SandboxLabels.Prefix}'.");
        }

        foreach (var capability in AddedCapabilities.Where(name => name is null || !CapabilityPattern().IsMatch(name) || name == "ALL"))
        {
            problems.Add($"AddedCapabilities: '{capability}' must be the name of one capability, such as NET_BIND_SERVICE.");
        }
    }

    private void CheckNumbers(ICollection<string> problems)
    {
        Check(MemoryBytes >= 64L << 20, $"MemoryBytes is {MemoryBytes}; it must be 67,108,864 or more.", problems);
        Check(Processors is >= 0.05 and <= 10_000, $"Processors is {Processors}; it must be between 0.05 and 10,000.", problems);
        Check(Processes >= 32, $"Processes is {Processes}; it must be 32 or more.", problems);
        Check(SharedMemoryBytes >= 1L << 20, $"SharedMemoryBytes is {SharedMemoryBytes}; it must be 1,048,576 or more.", problems);
        Check(WarmSandboxes == 0 || WorkspacePath is null, "WarmSandboxes is set with a WorkspacePath, below which every session has a directory of its own: no sandbox could be made before its session is known.", problems);
        Check(WarmSandboxes is >= 0 and <= 100, $"WarmSandboxes is {WarmSandboxes}; it must be between 0 and 100.", problems);
        CheckTime(nameof(IdleTimeToLive), IdleTimeToLive, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365), problems);
        CheckTime(nameof(StartTimeout), StartTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1), problems);
        CheckTime(nameof(PullTimeout), PullTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(24), problems);
        CheckTime(nameof(ReconnectTimeout), ReconnectTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1), problems);
    }

    private void CheckAccount(ICollection<string> problems)
    {
        Check(UserName is null || UserNamePattern().IsMatch(UserName), $"UserName '{UserName}' must be 1 to 32 small letters, digits, '_' or '-', not beginning with a digit.", problems);
        Check(UserName is null || Profile == DockerProfile.Root, "UserName is set, but accounts can only be made in the Root profile. Use UserId instead.", problems);
        Check(AddedCapabilities.Count == 0 || Profile == DockerProfile.Hardened, "AddedCapabilities is set, but the Root profile has the engine's default ones already.", problems);
        Check(GroupId is null || Profile == DockerProfile.Hardened, "GroupId is set, but the Root profile does not use it.", problems);
        Check(UserId is null || Profile == DockerProfile.Hardened || UserName is not null, "UserId is set in the Root profile without a UserName to make an account for.", problems);
        Check(UserId is null or (>= 0 and <= int.MaxValue), $"UserId is {UserId}; it must be at most {int.MaxValue}.", problems);
    }

    private void CheckPaths(ICollection<string> problems)
    {
        Check(ExecutorPath is null or { Length: > 0 }, "ExecutorPath must be a path, or null for the one of this package.", problems);
        Check(IsFree(SandboxWorkspacePath), $"SandboxWorkspacePath '{SandboxWorkspacePath}' must be an absolute path of the sandbox, and none that the system or the runtime uses.", problems);
        Check(WorkspacePath is null || IsHostPath(WorkspacePath), $"WorkspacePath '{WorkspacePath}' must be a path, or null for a directory of the container.", problems);
        if (WorkspacePath is not null && EngineSockets.WhyRefused(WorkspacePath, Endpoint) is { } reason)
        {
            problems.Add($"WorkspacePath: {reason}");
        }

        foreach (var mount in Mounts)
        {
            Check(mount.Source is null || Path.IsPathFullyQualified(mount.Source), $"Mounts: the source '{mount.Source}' must be an absolute path.", problems);
            Check(IsFree(mount.Target), $"Mounts: the target '{mount.Target}' must be an absolute path of the sandbox, and none that the system or the runtime uses.", problems);
            if (mount.Source is not null && EngineSockets.WhyRefused(mount.Source, Endpoint) is { } refused)
            {
                problems.Add($"Mounts: {refused}");
            }
        }
    }

    private static bool IsHostPath(string path) => path.Length > 0 && !path.Contains('\0');

    private static bool IsFree(string? path) =>
        path is ['/', ..] && !path.Contains('\0') && !path.Contains("/../", StringComparison.Ordinal) && !path.EndsWith("/..", StringComparison.Ordinal)
        && !s_runtimePaths.Contains(path.Length > 1 ? path.TrimEnd('/') : path)
        && !path.StartsWith($"{SandboxPaths.Root}/", StringComparison.Ordinal);

    private static void CheckTime(string option, TimeSpan value, TimeSpan least, TimeSpan most, ICollection<string> problems) =>
        Check(value >= least && value <= most, $"{option} is {value}; it must be between {least} and {most}.", problems);

    private static void Check(bool holds, string problem, ICollection<string> problems)
    {
        if (!holds)
        {
            problems.Add(problem);
        }
    }
}
