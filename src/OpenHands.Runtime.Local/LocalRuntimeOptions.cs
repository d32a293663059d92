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

    /// <summary>
    /// Path of a Python that has ipykernel, or a name to look for on <c>PATH</c>. Default <see langword="null"/>: the first <c>python3</c> on
    /// <c>PATH</c> or in the usual places that has it.
    /// </summary>
    public string? PythonPath { get; set; }

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

        if (PythonPath is { } python && string.IsNullOrWhiteSpace(python))
        {
            problems.Add("PythonPath must be a path or a name, or null to have one found.");
        }
    }

    internal LocalRuntimeOptions For(string sessionId) => (LocalRuntimeOptions)CopyFor(sessionId);

    /// <inheritdoc />
    /// <remarks>With a <see cref="WorkspacePath"/>, each session has its own directory below it.</remarks>
    protected override RuntimeOptions CopyFor(string sessionId)
    {
        var copy = (LocalRuntimeOptions)base.CopyFor(sessionId);
        copy.WorkspacePath = WorkspacePath is null ? null : Path.Combine(WorkspacePath, sessionId);
        return copy;
    }
}
