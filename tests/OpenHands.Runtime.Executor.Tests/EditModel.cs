namespace OpenHands.Execution.Tests;

/// <summary>What editing lines means, written once more as plainly as it can be.</summary>
internal static class EditModel
{
    /// <summary>The lines of a text, each with its line end.</summary>
    public static List<string> LinesOf(string text)
    {
        var lines = text.Split('\n').Select(line => line + "\n").ToList();
        lines[^1] = lines[^1][..^1];
        if (lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines;
    }

    public static string Read(string text, int start, int end)
    {
        var lines = LinesOf(text);
        var last = end == -1 ? lines.Count : Math.Max(0, end);
        return string.Concat(lines.Take(last).Skip(Math.Max(0, start)));
    }

    /// <summary>The edited text; <see langword="null"/> when the range is refused.</summary>
    public static string? Write(string text, string content, int start, int end)
    {
        if (start == 0 && end == -1)
        {
            return content;
        }

        var lines = LinesOf(text);
        var first = Position(lines, start);
        var after = end == -1 ? lines.Count : Position(lines, end);
        if (after < first)
        {
            return null;
        }

        var before = string.Concat(lines[..first]);
        var behind = string.Concat(lines[after..]);
        var lineEnd = lines.FirstOrDefault()?.EndsWith("\r\n", StringComparison.Ordinal) == true ? "\r\n" : "\n";
        if (content.Length == 0)
        {
            return before + behind;
        }

        var joint = before.Length > 0 && !before.EndsWith('\n') ? lineEnd : "";
        var close = !content.EndsWith('\n') && (behind.Length > 0 || text.EndsWith('\n')) ? lineEnd : "";
        return before + joint + content + close + behind;
    }

    private static int Position(List<string> lines, int index) => Math.Clamp(index < 0 ? lines.Count + index : index, 0, lines.Count);
}
