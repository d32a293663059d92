namespace OpenHands.Agents.Tools;

/// <summary>The lines of a text as the runtime counts them: a line ends after <c>\n</c>.</summary>
internal static class TextLines
{
    /// <summary>The lines with their ends; none for an empty text.</summary>
    public static List<string> Of(string text)
    {
        var lines = new List<string>();
        for (var from = 0; from < text.Length;)
        {
            var after = After(text, from);
            lines.Add(text[from..after]);
            from = after;
        }

        return lines;
    }

    /// <summary>How many lines end before a place in the text: the number, counted from 0, of the line that the place is on.</summary>
    public static int At(string text, int offset) => text.AsSpan(0, offset).Count('\n');

    /// <summary>Where the line begins that a place is on.</summary>
    public static int StartOf(string text, int offset) => offset == 0 ? 0 : text.LastIndexOf('\n', offset - 1) + 1;

    /// <summary>Where the line after the one begins that a place is on; the end of the text when there is none.</summary>
    public static int After(string text, int offset)
    {
        var lineEnd = offset < text.Length ? text.IndexOf('\n', offset) : -1;
        return lineEnd < 0 ? text.Length : lineEnd + 1;
    }
}
