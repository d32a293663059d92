namespace OpenHands.Execution;

/// <summary>Takes the names and link targets of archive entries apart, and refuses those that are no business of a tree.</summary>
internal static class EntryName
{
    /// <summary>The parts of an entry's name; none for the tree itself.</summary>
    /// <exception cref="InvalidDataException">The name is absolute, or has a <c>..</c> part or a NUL.</exception>
    public static string[] Split(string name)
    {
        if (name.StartsWith('/'))
        {
            throw Refused(name, "its name is absolute");
        }

        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw Refused(name, "its name holds a NUL character");
        }

        var parts = PartsOf(name);
        return parts.Contains("..") ? throw Refused(name, "its name has a '..' part") : parts;
    }

    /// <summary>Refuses a symbolic link that leads out of the tree, or could.</summary>
    /// <param name="name">The entry.</param>
    /// <param name="target">What it points at.</param>
    /// <param name="depth">How many directories below the tree's own the link really lies.</param>
    /// <param name="tree">The tree's own path without links; <see langword="null"/> when unknown.</param>
    /// <remarks>
    /// A <c>..</c> may only stand at the front, where it goes up from a real directory. After a name it could go up from
    /// wherever another link leads, and two harmless links would make a harmful one.
    /// </remarks>
    /// <exception cref="InvalidDataException">It does.</exception>
    public static void ThrowIfLeaves(string name, string target, int depth, string? tree)
    {
        if (target.Length == 0 || target.Contains('\0', StringComparison.Ordinal))
        {
            throw Refused(name, "its link target is empty or holds a NUL character");
        }

        var parts = PartsOf(target);
        if (target.StartsWith('/'))
        {
            if (Below(tree, target) is null || parts.Contains(".."))
            {
                throw Refused(name, $"it links to '{target}', out of the directory");
            }

            return;
        }

        var ups = parts.TakeWhile(part => part == "..").Count();
        if (ups > depth)
        {
            throw Refused(name, $"it links to '{target}', out of the directory");
        }

        if (parts.Skip(ups).Contains(".."))
        {
            throw Refused(name, $"it links to '{target}', where a '..' after a name could lead out of the directory");
        }
    }

    /// <summary>What remains of an absolute path below a tree; <see langword="null"/> when it is not in there.</summary>
    public static string? Below(string? tree, string path)
    {
        if (tree is null)
        {
            return null;
        }

        // The slash keeps /ws-evil out of /ws.
        var prefix = tree.EndsWith('/') ? tree : tree + "/";
        var resolved = SandboxPath.Resolve(path, "/") + "/";
        return resolved.StartsWith(prefix, StringComparison.Ordinal) ? resolved[prefix.Length..] : null;
    }

    /// <summary>The parts between slashes, without empty ones and <c>.</c>.</summary>
    public static string[] PartsOf(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    /// <summary>Says which entry is refused, and why.</summary>
    public static InvalidDataException Refused(string name, string reason) =>
        new($"Entry '{FileName.Printable(name)}' is refused: {reason}.");
}
