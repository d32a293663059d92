namespace OpenHands.Server.Files;

/// <summary>One <c>.gitignore</c>: what git would leave out of the directory it lies in, and below.</summary>
internal sealed class GitIgnore
{
    private const int MaxRules = 10_000;

    private readonly List<GitIgnoreRule> _rules;

    private GitIgnore(List<GitIgnoreRule> rules) => _rules = rules;

    /// <summary>Reads the text of a file. Whatever it holds, it can be read; rules past the 10,000th do not count.</summary>
    public static GitIgnore Parse(string text) => new([.. text.TrimStart('\uFEFF').Split('\n').Select(GitIgnoreRule.Parse).OfType<GitIgnoreRule>().Take(MaxRules)]);

    /// <summary>What the last rule that fits says.</summary>
    /// <param name="path">The parts of a path, relative to the directory of this file.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    /// <returns>Whether it is left out; <see langword="null"/> when no rule is about it.</returns>
    public bool? Decide(ReadOnlySpan<string> path, bool isDirectory)
    {
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            if (_rules[i].Fits(path, isDirectory))
            {
                return !_rules[i].IsNegated;
            }
        }

        return null;
    }
}
