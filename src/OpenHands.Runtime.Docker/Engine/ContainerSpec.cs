namespace OpenHands.Docker;

/// <summary>A container to be made, in the words of the engine.</summary>
internal sealed record ContainerSpec
{
    public required string Name { get; init; }

    public required string Image { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Account of its processes: <c>uid:gid</c>.</summary>
    public required string User { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyList<DockerMount> Mounts { get; init; }

    public required ExecutorMount Executor { get; init; }

    /// <summary>Directories in memory, with their mount options.</summary>
    public required IReadOnlyDictionary<string, string> Tmpfs { get; init; }

    public required bool DropAllCapabilities { get; init; }

    public required IReadOnlyList<string> AddedCapabilities { get; init; }

    public required bool NoNewPrivileges { get; init; }

    public required string Network { get; init; }

    public required string? RuntimeClass { get; init; }

    public required long MemoryBytes { get; init; }

    public required double Processors { get; init; }

    public required long Processes { get; init; }

    public required long SharedMemoryBytes { get; init; }
}
