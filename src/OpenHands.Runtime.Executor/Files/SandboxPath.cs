namespace OpenHands.Execution;

/// <summary>Makes an action's path absolute, by text alone.</summary>
internal static class SandboxPath
{
    /// <summary>
    /// Keeps an absolute path and joins a relative one to the directory. <c>.</c> and doubled slashes collapse; <c>..</c> stays for
    /// the file system to follow, since behind a link it means another directory than the text says; <c>~</c> is a name like any other.
    /// </summary>
    /// <param name="path">The path; empty for the directory itself.</param>
    /// <param name="directory">An absolute path.</param>
    public static string Resolve(string path, string directory)
    {
        var joined = path.StartsWith('/') ? path : $"{directory}/{path}";
        var parts = joined.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".");
        return "/" + string.Join('/', parts);
    }

    /// <summary>The directory that holds the last name of an absolute path.</summary>
    public static string ParentOf(string path)
    {
        var slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>The last name of an absolute path; empty for the root.</summary>
    public static string NameOf(string path) => path[(path.LastIndexOf('/') + 1)..];
}
