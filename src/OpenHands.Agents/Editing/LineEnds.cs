namespace OpenHands.Agents.Editing;

/// <summary>How lines end. Models write <c>\n</c> whatever the file has.</summary>
internal static class LineEnds
{
    /// <summary>The line end that most lines of a text have; <c>\n</c> where there is none.</summary>
    public static string Of(string text)
    {
        var all = text.AsSpan().Count('\n');
        var windows = text.AsSpan().Count("\r\n");
        return windows * 2 > all ? "\r\n" : "\n";
    }

    /// <summary>A text with other line ends. One that has <c>\r\n</c> already means it, and stays.</summary>
    public static string To(string text, string lineEnd) => lineEnd == "\n" || text.Contains("\r\n", StringComparison.Ordinal)
        ? text
        : text.Replace("\n", lineEnd, StringComparison.Ordinal);
}
