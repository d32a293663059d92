namespace OpenHands.Execution.Bash;

/// <summary>Finds bash.</summary>
internal static class BashProgram
{
    /// <summary>The absolute path of a program given by path or by name.</summary>
    /// <exception cref="RuntimeStartException">It is not there.</exception>
    public static string Find(string pathOrName)
    {
        if (pathOrName.Contains('/'))
        {
            return File.Exists(pathOrName) ? Path.GetFullPath(pathOrName) : throw Missing(pathOrName, "there is no such file");
        }

        var searchPath = Environment.GetEnvironmentVariable("PATH") ?? "";
        return searchPath.Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, pathOrName))
            .FirstOrDefault(File.Exists) ?? throw Missing(pathOrName, $"it is not on PATH ({searchPath})");
    }

    private static RuntimeStartException Missing(string bash, string reason) =>
        new($"bash was not found as '{bash}': {reason}. Install it (Debian: apt-get install bash), or set BashPath.");
}
