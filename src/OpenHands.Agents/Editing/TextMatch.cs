using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Editing;

/// <summary>Finds the one place of a text that a model means.</summary>
internal static class TextMatch
{
    private const int MostCandidates = 20;

    /// <summary>The replacement of the only occurrence.</summary>
    /// <param name="text">The file.</param>
    /// <param name="path">Its path, for messages.</param>
    /// <param name="oldText">What to replace, not empty.</param>
    /// <param name="newText">What comes in its place; its line ends become those of the file.</param>
    /// <exception cref="ToolFailureException">There is no occurrence, or more than one; the message names the lines.</exception>
    public static TextEdit Replace(string text, string path, string oldText, string newText)
    {
        var found = Occurrences(text, oldText);
        if (found.Count == 0 && text.Contains("\r\n", StringComparison.Ordinal))
        {
            oldText = LineEnds.To(oldText, "\r\n");
            found = Occurrences(text, oldText);
        }

        if (found.Count == 0)
        {
            throw new ToolFailureException(NotFound(text, path, oldText));
        }

        if (found.Count > 1)
        {
            var lines = string.Join(", ", found.Take(MostCandidates).Select(offset => TextLines.At(text, offset) + 1));
            var more = found.Count > MostCandidates ? ", and more" : "";
            throw new ToolFailureException(
                $"old_str is in {path} more than once, at lines {lines}{more}, so nothing was changed. Give more of the lines around the one you mean.");
        }

        var inserted = LineEnds.To(newText, oldText.Contains('\n') ? LineEnds.Of(oldText) : LineEnds.Of(text));
        return inserted == oldText
            ? throw new ToolFailureException("new_str is the same as old_str, so nothing was changed.")
            : new TextEdit(found[0], oldText, inserted);
    }

    private static List<int> Occurrences(string text, string wanted)
    {
        var found = new List<int>();
        for (var at = text.IndexOf(wanted, StringComparison.Ordinal); at >= 0 && found.Count <= MostCandidates; at = text.IndexOf(wanted, at + 1, StringComparison.Ordinal))
        {
            found.Add(at);
        }

        return found;
    }

    private static string NotFound(string text, string path, string wanted)
    {
        var message = $"old_str is not in {path}, so nothing was changed.";
        var similar = SimilarLines(text, wanted);
        return similar.Count > 0
            ? $"{message} The text at line {string.Join(", ", similar)} differs from it only in white space. Copy it exactly as it is there."
            : $"{message} Read the lines that you want to change, and copy them exactly, without the line numbers.";
    }

    private static List<int> SimilarLines(string text, string wanted)
    {
        var pattern = wanted.Split('\n').Select(line => line.Trim()).SkipWhile(line => line.Length == 0).ToList();
        while (pattern.Count > 0 && pattern[^1].Length == 0)
        {
            pattern.RemoveAt(pattern.Count - 1);
        }

        var similar = new List<int>();
        var lines = TextLines.Of(text);
        for (var i = 0; pattern.Count > 0 && i + pattern.Count <= lines.Count && similar.Count < 3; i++)
        {
            var matched = 0;
            while (matched < pattern.Count && lines[i + matched].AsSpan().Trim().SequenceEqual(pattern[matched]))
            {
                matched++;
            }

            if (matched == pattern.Count)
            {
                similar.Add(i + 1);
            }
        }

        return similar;
    }
}
