namespace OpenHands.Testing;

/// <summary>Ranges of lines, counted from 0, as read and write actions mean them: a line ends after <c>\n</c>.</summary>
internal static class TextLines
{
    /// <summary>The lines from <paramref name="start"/> up to but without <paramref name="end"/>; −1 is the end of the text.</summary>
    public static string Take(string text, int start, int end)
    {
        var lines = Split(text);
        var first = Math.Clamp(start, 0, lines.Count);
        var after = end == -1 ? lines.Count : Math.Clamp(end, 0, lines.Count);
        return after <= first ? "" : string.Concat(lines[first..after]);
    }

    /// <summary>The text with other lines in the place of a range; <see langword="null"/> when the range ends before it starts.</summary>
    public static string? Replace(string text, int start, int end, string replacement)
    {
        var lines = Split(text);
        var first = FromEnd(start, lines.Count);
        var after = end == -1 ? lines.Count : FromEnd(end, lines.Count);
        if (after < first)
        {
            return null;
        }

        var before = string.Concat(lines[..first]);
        var behind = string.Concat(lines[after..]);
        if (replacement.Length == 0)
        {
            return before + behind;
        }

        // Two line ends, in the style of the text, keep lines apart that would run into each other.
        var lineEnd = text.IndexOf('\n', StringComparison.Ordinal) is var at and > 0 && text[at - 1] == '\r' ? "\r\n" : "\n";
        var gap = behind.Length == 0 && before.Length > 0 && before.Length == text.Length && !text.EndsWith('\n') ? lineEnd : "";
        var close = !replacement.EndsWith('\n') && (behind.Length > 0 || text.EndsWith('\n')) ? lineEnd : "";
        return before + gap + replacement + close + behind;
    }

    private static int FromEnd(int line, int lines) => Math.Clamp(line < 0 ? lines + line : line, 0, lines);

    private static List<string> Split(string text)
    {
        var lines = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var lineEnd = text.IndexOf('\n', from);
            var after = lineEnd < 0 ? text.Length : lineEnd + 1;
            lines.Add(text[from..after]);
            from = after;
        }

        return lines;
    }
}
