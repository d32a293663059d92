namespace OpenHands.Docker;

/// <summary>A directory that a sandbox shows.</summary>
public sealed record DockerMount
{
    private DockerMount(string? source, string target, bool readOnly, long sizeBytes)
    {
        Source = source;
        Target = target;
        ReadOnly = readOnly;
        SizeBytes = sizeBytes;
    }

    /// <summary>A path on the engine's machine; <see langword="null"/> for a directory in memory.</summary>
    public string? Source { get; }

    /// <summary>Where it is seen, as an absolute path of the sandbox.</summary>
    public string Target { get; }

    /// <summary>Whether it can only be read.</summary>
    public bool ReadOnly { get; }

    /// <summary>Most bytes of a directory in memory; they count as memory of the sandbox.</summary>
    public long SizeBytes { get; }

    /// <summary>A file or directory of the engine's machine. A path that holds the engine's own socket is refused.</summary>
    /// <param name="source">Its absolute path there. It must exist.</param>
    /// <param name="target">Where it is seen, as an absolute path of the sandbox.</param>
    /// <param name="readOnly">Whether it can only be read. Default <see langword="true"/>.</param>
    public static DockerMount Bind(string source, string target, bool readOnly = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(source);
        ArgumentException.ThrowIfNullOrEmpty(target);
        return new DockerMount(source, target, readOnly, 0);
    }

    /// <summary>An empty directory in memory that every account of the sandbox may write to. It is gone with the sandbox.</summary>
    /// <param name="target">Where it is seen, as an absolute path of the sandbox.</param>
    /// <param name="sizeBytes">Most bytes that it holds: 4,096 or more.</param>
    public static DockerMount Memory(string target, long sizeBytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        ArgumentOutOfRangeException.ThrowIfLessThan(sizeBytes, 4096);
        return new DockerMount(null, target, readOnly: false, sizeBytes);
    }
}
