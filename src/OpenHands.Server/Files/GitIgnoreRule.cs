namespace OpenHands.Server.Files;

/// <summary>One line of a <c>.gitignore</c>.</summary>
internal sealed class GitIgnoreRule
{
    private readonly string[] _parts;
    private readonly bool _isAnchored;
    private readonly bool _isForDirectories;

    private GitIgnoreRule(string[] parts, bool isAnchored, bool isForDirectories, bool isNegated)
    {
        _parts = parts;
        _isAnchored = isAnchored;
        _isForDirectories = isForDirectories;
        IsNegated = isNegated;
    }

    /// <summary>Whether what fits is <em>not</em> left out.</summary>
    public bool IsNegated { get; }

    /// <summary>Reads a line; <see langword="null"/> for one that says nothing.</summary>
    public static GitIgnoreRule? Parse(string line)
    {
        var pattern = WithoutTrailingSpaces(line.TrimEnd('\r'));
        if (pattern.Length == 0 || pattern[0] == '#')
        {
            return null;
        }

        var isNegated = pattern[0] == '!';
        pattern = isNegated ? pattern[1..] : pattern;
        var isForDirectories = pattern.EndsWith('/');
        pattern = isForDirectories ? pattern[..^1] : pattern;
        var isAnchored = pattern.Contains('/');
        pattern = pattern.StartsWith('/') ? pattern[1..] : pattern;
        return pattern.Length == 0 ? null : new GitIgnoreRule(pattern.Split('/'), isAnchored, isForDirectories, isNegated);
    }

    /// <summary>Whether it is about a path.</summary>
    /// <param name="path">Its parts, relative to where the rule stands.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public bool Fits(ReadOnlySpan<string> path, bool isDirectory)
    {
        if (_isForDirectories && !isDirectory)
        {
            return false;
        }

        return _isAnchored ? FitsWhole(path) : FileNamePattern.Fits(_parts[0], path[^1]);
    }

    // A row of a table for each part of the pattern, so that many ** cost no more than their number.
    private bool FitsWhole(ReadOnlySpan<string> path)
    {
        var reached = new bool[path.Length + 1];
        var next = new bool[path.Length + 1];
        reached[0] = true;
        for (var p = 0; p < _parts.Length; p++)
        {
            Array.Clear(next);
            for (var i = 0; i <= path.Length; i++)
            {
                if (!reached[i])
                {
                    continue;
                }

                if (_parts[p] == "**")
                {
                    // At the end it stands for something, elsewhere perhaps for nothing.
                    next.AsSpan(p == _parts.Length - 1 ? Math.Min(i + 1, path.Length) : i).Fill(true);
                    if (p == _parts.Length - 1 && i == path.Length)
                    {
                        next[i] = false;
                    }

                    break;
                }

                if (i < path.Length && FileNamePattern.Fits(_parts[p], path[i]))
                {
                    next[i + 1] = true;
                }
            }

            (reached, next) = (next, reached);
        }

        return reached[path.Length];
    }

    private static string WithoutTrailingSpaces(string line)
    {
        var end = line.Length;
        while (end > 0 && line[end - 1] == ' ' && !(end > 1 && line[end - 2] == '\\'))
        {
            end--;
        }

        return line[..end];
    }
}
