using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Editing;

/// <summary>Whole lines put between two others.</summary>
internal static class LineInsertion
{
    /// <summary>The insertion.</summary>
    /// <param name="text">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="line">The line to insert behind, counted from 1; 0 for the beginning.</param>
    /// <param name="lines">The lines, not empty; their line ends become those of the file.</param>
    /// <exception cref="ToolFailureException">The file has no such line.</exception>
    public static TextEdit Of(string text, string path, int line, string lines)
    {
        var offset = 0;
        for (var i = 0; i < line; i++)
        {
            offset = offset < text.Length
                ? TextLines.After(text, offset)
                : throw new ToolFailureException($"{path} has {ResultText.Count(i, "line")}, so there is no line {line} to insert behind. Nothing was changed.");
        }

        var lineEnd = LineEnds.Of(text);
        var inserted = LineEnds.To(lines, lineEnd);
        var isBehindOpenLine = offset == text.Length && offset > 0 && text[^1] != '\n';
        if (isBehindOpenLine)
        {
            inserted = lineEnd + inserted;
        }
        else if (!inserted.EndsWith('\n') && text.Length > 0)
        {
            inserted += lineEnd;
        }

        return new TextEdit(offset, "", inserted);
    }
}
