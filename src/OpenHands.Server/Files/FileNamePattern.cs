namespace OpenHands.Server.Files;

/// <summary>Patterns for one name, as git has them: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[!a]</c>, <c>[[:alpha:]]</c>, and a backslash before what is meant as it is.</summary>
internal static class FileNamePattern
{
    /// <summary>Whether a name fits. Takes time in proportion to both lengths, whatever the pattern.</summary>
    public static bool Fits(string pattern, string name)
    {
        var (p, n, star, mark) = (0, 0, -1, 0);
        while (n < name.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, mark) = (p++, n);
            }
            else if (p < pattern.Length && FitsOne(pattern, p, name[n]) is var end and > 0)
            {
                p = end;
                n++;
            }
            else if (star >= 0)
            {
                (p, n) = (star + 1, ++mark);
            }
            else
            {
                return false;
            }
        }

        while (p < pattern.Length && pattern[p] == '*')
        {
            p++;
        }

        return p == pattern.Length;
    }

    // Where the pattern goes on after one character; 0 when that does not fit.
    private static int FitsOne(string pattern, int p, char character)
    {
        switch (pattern[p])
        {
            case '?':
                return p + 1;
            case '[':
                return FitsSet(pattern, p, character);
            case '\\':
                return p + 1 < pattern.Length && pattern[p + 1] == character ? p + 2 : 0;
            case var exact:
                return exact == character ? p + 1 : 0;
        }
    }

    private static int FitsSet(string pattern, int p, char character)
    {
        var i = p + 1;
        var isNegated = i < pattern.Length && pattern[i] is '!' or '^';
        i += isNegated ? 1 : 0;
        var fits = false;
        for (var isFirst = true; i < pattern.Length && (isFirst || pattern[i] != ']'); isFirst = false)
        {
            if (pattern[i] == '[' && i + 1 < pattern.Length && pattern[i + 1] == ':')
            {
                var close = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
                if (close < 0)
                {
                    return 0;
                }

                if (IsOfClass(pattern[(i + 2)..close], character) is not { } belongs)
                {
                    return 0;
                }

                fits |= belongs;
                i = close + 2;
                continue;
            }

            if (!TakeCharacter(pattern, ref i, out var first))
            {
                return 0;
            }

            var last = first;
            if (i + 1 < pattern.Length && pattern[i] == '-' && pattern[i + 1] != ']')
            {
                i++;
                if (!TakeCharacter(pattern, ref i, out last))
                {
                    return 0;
                }
            }

            fits |= character >= first && character <= last;
        }

        return i < pattern.Length && fits != isNegated ? i + 1 : 0;
    }

    private static bool TakeCharacter(string pattern, ref int i, out char character)
    {
        i += pattern[i] == '\\' ? 1 : 0;
        character = i < pattern.Length ? pattern[i] : '\0';
        return i++ < pattern.Length;
    }

    private static bool? IsOfClass(string name, char character) => name switch
    {
        "alnum" => char.IsAsciiLetterOrDigit(character),
        "alpha" => char.IsAsciiLetter(character),
        "blank" => character is ' ' or '\t',
        "cntrl" => character is < ' ' or '\x7f',
        "digit" => char.IsAsciiDigit(character),
        "graph" => character is > ' ' and < '\x7f',
        "lower" => char.IsAsciiLetterLower(character),
        "print" => character is >= ' ' and < '\x7f',
        "punct" => character is > ' ' and < '\x7f' && !char.IsAsciiLetterOrDigit(character),
        "space" => character is ' ' or (>= '\t' and <= '\r'),
        "upper" => char.IsAsciiLetterUpper(character),
        "xdigit" => char.IsAsciiHexDigit(character),
        _ => null,
    };
}
