namespace OpenHands.Execution.IPython;

/// <summary>What a kernel finds in its environment, beyond what commands do.</summary>
internal static class KernelEnvironment
{
    /// <summary>In the environment of everything that the kernels of a session start.</summary>
    public const string Marker = "OPENHANDS_KERNEL";

    // They are for another Python, another kernel or another display than this one's.
    private static readonly string[] s_notInherited = ["PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "JPY_PARENT_PID", "JPY_SESSION_NAME", "MPLBACKEND", "PS1", "PS2"];

    /// <summary>The environment of a new kernel.</summary>
    /// <param name="ofCommands">What commands have.</param>
    /// <param name="added">Variables that were set since; they win.</param>
    /// <param name="files">The kernel's files.</param>
    /// <param name="workingDirectory">Where it starts.</param>
    /// <param name="marker">The value of <see cref="Marker"/>.</param>
    public static Dictionary<string, string> For(
        IReadOnlyDictionary<string, string> ofCommands, IReadOnlyDictionary<string, string> added, KernelFiles files, string workingDirectory, string marker)
    {
        var environment = new Dictionary<string, string>(ofCommands, StringComparer.Ordinal);
        foreach (var name in s_notInherited)
        {
            environment.Remove(name);
        }

        // The debugger that comes with ipykernel would print warnings.
        environment["PYDEVD_DISABLE_FILE_VALIDATION"] = "1";
        foreach (var (name, value) in added)
        {
            environment[name] = value;
        }

        environment["PWD"] = workingDirectory;
        environment["IPYTHONDIR"] = files.IPythonDirectory;
        environment[Marker] = marker;
        return environment;
    }
}
