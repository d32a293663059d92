namespace OpenHands.Execution;

/// <summary>How an <see cref="ActionExecutor"/> works.</summary>
public sealed class ActionExecutorOptions
{
    /// <summary>The directory where commands start and relative paths begin. It must exist.</summary>
    public required string WorkspacePath { get; init; }

    /// <summary>Path of bash, or a name to look for on <c>PATH</c>. Default <c>bash</c>.</summary>
    public string BashPath { get; init; } = "bash";

    /// <summary>
    /// Path of a Python that has ipykernel, or a name to look for on <c>PATH</c>. Default <see langword="null"/>: the first <c>python3</c> on
    /// <c>PATH</c> or in the usual places that has it.
    /// </summary>
    public string? PythonPath { get; init; }

    /// <summary>How long a command that is not blocking keeps its caller waiting. Default 5 s.</summary>
    public TimeSpan SoftTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Most bytes of output in one observation; of longer output the first and the last half. Default 256 KiB.</summary>
    public int MaxOutputBytes { get; init; } = 256 * 1024;

    /// <summary>Most bytes of the file that keeps longer output whole; 0 for no file. The last 16 are kept. Default 64 MiB.</summary>
    public long MaxOutputFileBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>
    /// Where files of the executor itself and of plugins go, these with output among them: made when needed, for this account only, and
    /// removed with the executor. Default a new directory in the system's temporary one.
    /// </summary>
    /// <remarks>Unix sockets are made in it, whose whole paths may have 107 bytes.</remarks>
    public string StateDirectory { get; init; } = Path.Combine(Path.GetTempPath(), $"openhands-{Guid.NewGuid():N}");

    /// <summary>Most bytes of one command or cell. Default 16 MiB.</summary>
    public int MaxCommandBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How much rather than other processes the kernel stops commands when memory is short: between 0 and 1000. Default
    /// <see langword="null"/>: as this process.
    /// </summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>What stands between the commands and the machine of the host program. Default <see cref="IsolationLevel.None"/>.</summary>
    public IsolationLevel Isolation { get; init; }
}
