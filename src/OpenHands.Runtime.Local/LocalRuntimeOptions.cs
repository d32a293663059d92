namespace OpenHands.Local;

/// <summary>Options of a <see cref="LocalRuntime"/>. It isolates nothing: commands may do whatever this process may.</summary>
public sealed class LocalRuntimeOptions : RuntimeOptions
{
    /// <summary>
    /// Where commands start and relative paths begin; made when missing and kept afterwards. Default: a new directory in the system's
    /// temporary one, removed with the runtime.
    /// </summary>
    public string? WorkspacePath { get; set; }

    /// <summary>Path of bash, or a name to look for on <c>PATH</c>. Default <c>bash</c>.</summary>
    public string BashPath { get; set; } = "bash";

    /// <summary>Most bytes of output in one observation; of longer output the first and the last half. Default 256 KiB. Between 1 KiB and 64 MiB.</summary>
    public int MaxOutputBytes { get; set; } = 256 * 1024;

    /// <summary>Most bytes of the file that keeps longer output whole; 0 for no file. The last 16 files of a runtime are kept. Default 64 MiB.</summary>
    public long MaxOutputFileBytes { get; set; } = 64L * 1024 * 1024;

    /// <inheritdoc />
    protected override void Validate(ICollection<string> problems)
    {
        base.Validate(problems);
        if (WorkspacePath is { } path && (path.Length == 0 || path.Contains('\0')))
        {
            problems.Add("WorkspacePath must be a path, or null for a temporary directory.");
        }

        if (string.IsNullOrWhiteSpace(BashPath))
        {
            problems.Add("BashPath must be a path or a name.");
        }

        if (MaxOutputBytes is < 1024 or > 64 * 1024 * 1024)
        {
            problems.Add($"MaxOutputBytes is {MaxOutputBytes}; it must be between 1,024 and 67,108,864.");
        }

        if (MaxOutputFileBytes < 0)
        {
            problems.Add($"MaxOutputFileBytes is {MaxOutputFileBytes}; it must be 0 or more.");
        }
    }

    /// <summary>A copy for another session.</summary>
    internal LocalRuntimeOptions For(string sessionId) => new()
    {
        SessionId = sessionId,
        ActionTimeout = ActionTimeout,
        SoftTimeout = SoftTimeout,
        Environment = new Dictionary<string, string>(Environment, StringComparer.Ordinal),
        EnableAutoLint = EnableAutoLint,
        EventTypes = EventTypes,
        Plugins = [.. Plugins],
        PluginStartTimeout = PluginStartTimeout,
        WorkspacePath = WorkspacePath is null ? null : Path.Combine(WorkspacePath, sessionId),
        BashPath = BashPath,
        MaxOutputBytes = MaxOutputBytes,
        MaxOutputFileBytes = MaxOutputFileBytes,
    };
}
