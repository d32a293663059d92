namespace OpenHands.Protocol;

/// <summary>What a host tells about itself. Without the key, only the times, as OpenHands 0.11 had them.</summary>
/// <param name="Uptime">Seconds since it started.</param>
/// <param name="IdleTime">Seconds since the last action ended; 0 while one runs.</param>
internal sealed record ExecutorInfo(double Uptime, double IdleTime)
{
    /// <summary>The version of the protocol.</summary>
    public int? Protocol { get; init; }

    /// <summary>The version of the host program.</summary>
    public string? Version { get; init; }

    /// <summary>Names this life of the host; another one after a restart.</summary>
    public string? Instance { get; init; }

    /// <summary>The directory of the agent.</summary>
    public string? WorkingDir { get; init; }

    /// <summary>The account that commands run under.</summary>
    public string? Username { get; init; }

    /// <summary>Wire words of the actions that it executes.</summary>
    public string[]? Actions { get; init; }

    /// <summary>Why actions that could be there are not.</summary>
    public Dictionary<string, string>? Missing { get; init; }

    /// <summary>Where files of the runtime itself go.</summary>
    public string? StateDirectory { get; init; }

    /// <summary>Resident memory of the host itself in bytes.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>Most memory that the sandbox may use in bytes, where that is limited.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>Processor time of the host itself in seconds.</summary>
    public double? CpuSeconds { get; init; }

    /// <summary>How many processors the sandbox sees.</summary>
    public int? CpuCount { get; init; }
}
