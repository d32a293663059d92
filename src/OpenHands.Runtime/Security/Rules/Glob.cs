namespace OpenHands.Security;

/// <summary>Patterns with <c>*</c> and <c>?</c>, matched in bounded time.</summary>
internal static class Glob
{
    /// <summary>Whether a text fits a pattern. <c>*</c> is any characters, <c>?</c> is one; a leading <c>**/</c> is any directory or none.</summary>
    public static bool Matches(string pattern, string text) => pattern.StartsWith("**/", StringComparison.Ordinal)
        ? MatchesWhole(pattern.AsSpan(3), text) || MatchesWhole(pattern.AsSpan(1), text)
        : MatchesWhole(pattern, text);

    /// <summary>Whether a shell's pattern could stand for a text that fits <paramref name="pattern"/>. Says yes when in doubt.</summary>
    public static bool Overlaps(string pattern, string shellGlob) => pattern.StartsWith("**/", StringComparison.Ordinal)
        ? Meet(pattern.AsSpan(3), shellGlob) || Meet(pattern.AsSpan(1), shellGlob)
        : Meet(pattern, shellGlob);

    private static bool MatchesWhole(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        var (p, t, star, mark) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, t);
            }
            else if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        return pattern[p..].Trim('*').IsEmpty;
    }

    // Both sides may hold stars: one row of a table for each character of the pattern.
    private static bool Meet(ReadOnlySpan<char> pattern, ReadOnlySpan<char> glob)
    {
        var row = new bool[glob.Length + 1];
        var next = new bool[glob.Length + 1];
        row[0] = true;
        FollowStars(row, glob);
        foreach (var expected in pattern)
        {
            Array.Clear(next);
            for (var g = 0; g <= glob.Length; g++)
            {
                if (!row[g])
                {
                    continue;
                }

                if (expected == '*')
                {
                    next.AsSpan(g).Fill(true);
                    break;
                }

                if (g == glob.Length)
                {
                    continue;
                }

                // A shell's star or question mark never stands for a slash, nor for the dot that begins a name.
                var begins = g == 0 || glob[g - 1] == '/';
                var fits = glob[g] switch
                {
                    '*' or '?' => expected != '/' && !(begins && expected == '.'),
                    '[' or ']' => true,
                    var exact => expected == '?' || expected == exact,
                };
                if (fits)
                {
                    next[glob[g] == '*' ? g : g + 1] = true;
                    if (glob[g] is '[')
                    {
                        AfterSet(next, glob, g);
                    }
                }
            }

            FollowStars(next, glob);
            (row, next) = (next, row);
        }

        return row[glob.Length];
    }

    private static void FollowStars(bool[] row, ReadOnlySpan<char> glob)
    {
        for (var g = 0; g < glob.Length; g++)
        {
            if (row[g] && glob[g] == '*')
            {
                row[g + 1] = true;
            }
        }
    }

    // [abc] stands for one character, whichever.
    private static void AfterSet(bool[] row, ReadOnlySpan<char> glob, int open)
    {
        var close = glob[(open + 1)..].IndexOf(']');
        if (close >= 0)
        {
            row[open + 1 + close + 1] = true;
        }
    }
}
