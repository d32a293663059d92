namespace OpenHands.Security;

/// <summary>Asks the rules about paths. Paths are compared as text: what a link leads to is not seen, so making links out of the workspace has rules of its own.</summary>
internal sealed class PathJudge(SecurityPolicy policy)
{
    private readonly PathRule[] _rules = [.. policy.Paths.Select(rule => rule with { Paths = [.. rule.Paths.SelectMany(path => Expand(policy, path))] })];

    /// <summary>Judges touching a path.</summary>
    /// <param name="word">The path.</param>
    /// <param name="directory">Where relative ones begin, absolute.</param>
    /// <param name="access">Read or write.</param>
    /// <param name="findings">Receives the verdict.</param>
    public void Judge(ShellWord word, string directory, PathAccess access, Findings findings)
    {
        if (word.IsDynamic)
        {
            findings.Add(SecurityRisk.Unknown, $"Which file {Findings.Quote(word.Text)} is, is known only when it runs.");
            return;
        }

        var path = Absolute(word.Text, directory);
        if (path is null)
        {
            findings.Add(SecurityRisk.Unknown, $"Where {Findings.Quote(word.Text)} lies is not known.");
            return;
        }

        if (word.IsGlob && CouldBeWorse(path, access) is { } worse)
        {
            findings.Add(SecurityRisk.Unknown, $"{Findings.Quote(word.Text)} may stand for a path that {worse.Reason}.");
        }

        var rule = Array.Find(_rules, rule => Applies(rule, access) && rule.Paths.Any(pattern => Glob.Matches(pattern, path)));
        findings.Add(rule?.Risk ?? SecurityRisk.Unknown, $"{Findings.Quote(word.Text)} {rule?.Reason ?? "is a path that no rule knows"}.");
    }

    /// <summary>Whether deleting this would delete the workspace, or what holds it.</summary>
    public bool IsWorkspaceItself(ShellWord word, string directory) =>
        !word.IsDynamic && Absolute(word.Text, directory) is { } path && policy.Workspace.Any(own =>
            path == own || path == "/" || own.StartsWith(path + "/", StringComparison.Ordinal) || (word.IsGlob && (path == $"{own}/*" || path == $"{own}/.*" || path == "/*")));

    /// <summary>Whether a directory is the agent's own.</summary>
    public bool IsWithinWorkspace(string path) =>
        policy.Workspace.Any(own => path == own || path.StartsWith(own + "/", StringComparison.Ordinal));

    /// <summary>An absolute path without <c>.</c>, <c>..</c> and doubled slashes; it may begin with <c>~</c>. <see langword="null"/> for somebody else's home.</summary>
    public static string? Absolute(string path, string directory)
    {
        if (path.StartsWith('~') && path.Length > 1 && path[1] != '/')
        {
            return null;
        }

        var whole = path.StartsWith('/') || path.StartsWith('~') ? path : $"{directory}/{path}";
        var parts = new List<string>();
        foreach (var part in whole.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (part)
            {
                case ".":
                    break;
                case ".." when parts.Count > 0 && parts[^1] == "~":
                    return null;
                case "..":
                    parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
                    break;
                default:
                    parts.Add(part);
                    break;
            }
        }

        var joined = string.Join('/', parts);
        return joined.StartsWith('~') ? joined : $"/{joined}";
    }

    private static IEnumerable<string> Expand(SecurityPolicy policy, string pattern) => pattern.StartsWith("{workspace}", StringComparison.Ordinal)
        ? policy.Workspace.Select(directory => directory + pattern["{workspace}".Length..])
        : [pattern];

    private PathRule? CouldBeWorse(string glob, PathAccess access) => Array.Find(_rules, rule =>
        rule.Risk is SecurityRisk.High or SecurityRisk.Unknown && Applies(rule, access) && rule.Paths.Any(pattern => pattern != "**" && Glob.Overlaps(pattern, glob)));

    private static bool Applies(PathRule rule, PathAccess access) => rule.Access == PathAccess.Any || rule.Access == access;
}
