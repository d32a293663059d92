using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.IPython;

/// <summary>Finds a Python that has ipykernel, by looking at files: asking each interpreter would take half a second.</summary>
internal static class PythonInterpreter
{
    private const string ProgramName = "python3";

    private const string HowToGetIt = "Install it (Debian: apt-get install -y python3-ipykernel; elsewhere: python3 -m pip install ipykernel).";

    private static readonly string[] s_usualDirectories = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/conda/bin"];

    /// <summary>The interpreter to use.</summary>
    /// <param name="pathOrName">A path, or a name to look for; <see langword="null"/> for the first <c>python3</c> with ipykernel on <c>PATH</c> or in the usual places.</param>
    /// <param name="environment">Where <c>PATH</c>, <c>HOME</c> and the like are.</param>
    /// <param name="missing">When there is none: one sentence that says so and one that says what to do.</param>
    /// <returns>Its absolute path, or <see langword="null"/>.</returns>
    public static string? Find(string? pathOrName, IReadOnlyDictionary<string, string> environment, out string missing)
    {
        missing = "";
        if (pathOrName is not null && pathOrName.Contains('/'))
        {
            // Named by the user: believed, wherever it keeps its packages.
            missing = $"There is no program {pathOrName}, which PythonPath names. Set another, or leave it out to have one found.";
            return RealPath.IsExecutable(pathOrName) && File.Exists(pathOrName) ? Path.GetFullPath(pathOrName) : null;
        }

        var name = pathOrName ?? ProgramName;
        var programs = Directories(environment).Select(directory => Path.Combine(directory, name)).Where(RealPath.IsExecutable).Distinct().ToArray();
        if (programs.Select(program => WithoutShim(program, environment)).OfType<string>().FirstOrDefault(program => HasKernel(program, environment)) is { } found)
        {
            return found;
        }

        missing = programs.Length == 0
            ? $"IPython needs {name} with ipykernel; there is no {name} on PATH. {HowToGetIt}"
            : $"IPython needs ipykernel, which none of these has: {string.Join(", ", programs)}. {HowToGetIt} Or set PythonPath to one that has it.";
        return null;
    }

    private static IEnumerable<string> Directories(IReadOnlyDictionary<string, string> environment) =>
        environment.GetValueOrDefault("PATH", "").Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Path.IsPathRooted).Concat(s_usualDirectories);

    // pyenv puts scripts on PATH that start the version of the day. We need that version itself to see what it has.
    private static string? WithoutShim(string program, IReadOnlyDictionary<string, string> environment)
    {
        var directory = Path.GetDirectoryName(program)!;
        if (Path.GetFileName(directory) != "shims")
        {
            return program;
        }

        var root = Path.GetDirectoryName(directory)!;
        var version = environment.TryGetValue("PYENV_VERSION", out var chosen) ? chosen.Split(':')[0] : FirstLine(Path.Combine(root, "version"));
        var real = Path.Combine(root, "versions", version, "bin", Path.GetFileName(program));
        return version.Length > 0 && RealPath.IsExecutable(real) ? real : null;
    }

    private static bool HasKernel(string program, IReadOnlyDictionary<string, string> environment) =>
        PackageDirectories(program, environment).Any(directory => File.Exists(Path.Combine(directory, "ipykernel", "kernelapp.py")));

    private static IEnumerable<string> PackageDirectories(string program, IReadOnlyDictionary<string, string> environment)
    {
        foreach (var directory in environment.GetValueOrDefault("PYTHONPATH", "").Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            yield return directory;
        }

        // Of a virtual environment only the place where the link lies, unless it wants the system's packages too.
        var prefix = PrefixOf(program);
        var real = RealPath.Of(program) ?? program;
        var own = OfPrefix(prefix, real);
        var isAlone = false;
        if (File.Exists(Path.Combine(prefix, "pyvenv.cfg")))
        {
            isAlone = !File.ReadLines(Path.Combine(prefix, "pyvenv.cfg"))
                .Any(line => line.Replace(" ", "", StringComparison.Ordinal).Equals("include-system-site-packages=true", StringComparison.OrdinalIgnoreCase));
        }

        foreach (var directory in isAlone ? own : own.Concat(OfPrefix(PrefixOf(real), real)))
        {
            yield return directory;
        }

        if (!isAlone && environment.TryGetValue("HOME", out var home) && home.Length > 0)
        {
            yield return Path.Combine(home, ".local", "lib", VersionOf(real), "site-packages");
        }
    }

    private static IEnumerable<string> OfPrefix(string prefix, string real)
    {
        var version = VersionOf(real);
        foreach (var library in (string[])["lib", "lib64", "local/lib"])
        {
            yield return Path.Combine(prefix, library, version, "site-packages");
            yield return Path.Combine(prefix, library, version, "dist-packages");
        }

        if (prefix == "/usr")
        {
            // Debian's own.
            yield return "/usr/lib/python3/dist-packages";
            yield return Path.Combine("/usr/local/lib", version, "dist-packages");
        }
    }

    // PREFIX/bin/python3
    private static string PrefixOf(string program) => Path.GetDirectoryName(Path.GetDirectoryName(program)) is { Length: > 0 } prefix && prefix != "/" ? prefix : "/usr";

    // A link named python3 leads to a program named python3.11.
    private static string VersionOf(string real) => Path.GetFileName(real);

    private static string FirstLine(string path)
    {
        try
        {
            return File.ReadLines(path).FirstOrDefault("").Trim();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
