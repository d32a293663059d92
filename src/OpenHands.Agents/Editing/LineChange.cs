using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Editing;

/// <summary>An edit as whole lines, which is how a runtime writes a part of a file.</summary>
/// <param name="Start">First line to replace, counted from 0.</param>
/// <param name="End">The line after the last; −1 for the whole file.</param>
/// <param name="Content">What comes in their place.</param>
/// <param name="Extent">Where those lines end in the old text: what lies before this place, the runtime's line numbers rest on.</param>
internal sealed record LineChange(int Start, int End, string Content, int Extent)
{
    /// <summary>The change that makes exactly the edited text.</summary>
    /// <remarks>
    /// A runtime puts a line end behind lines that lack one where something follows. So the lines are taken so that they have one, or, where that is what the edit
    /// takes away, the file is written whole.
    /// </remarks>
    public static LineChange Of(string text, TextEdit edit)
    {
        // An insertion behind an open last line changes that line.
        var from = TextLines.StartOf(text, edit.Offset);
        var editEnd = edit.Offset + edit.Removed.Length;
        var to = editEnd == from ? from : text[editEnd - 1] == '\n' && edit.Removed.Length > 0 ? editEnd : TextLines.After(text, editEnd);
        var content = string.Concat(text.AsSpan(from, edit.Offset - from), edit.Inserted, text.AsSpan(editEnd, to - editEnd));
        if (IsOpen(content) && to < text.Length)
        {
            var next = TextLines.After(text, to);
            content = string.Concat(content, text.AsSpan(to, next - to));
            to = next;
        }

        if (IsOpen(content) && text.EndsWith('\n'))
        {
            return new LineChange(0, -1, edit.ApplyTo(text), text.Length);
        }

        var first = TextLines.At(text, from);
        var lines = text.AsSpan(from, to - from);
        return new LineChange(first, first + lines.Count('\n') + (lines.Length > 0 && lines[^1] != '\n' ? 1 : 0), content, to);
    }

    private static bool IsOpen(string content) => content.Length > 0 && !content.EndsWith('\n');
}
