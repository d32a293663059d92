using System.Globalization;
using System.Text;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.Editing;

/// <summary>Shows an edit as a unified diff: one hunk, since an edit is in one place.</summary>
internal static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The diff, without the lines that name the file.</summary>
    public static string Of(string before, string after)
    {
        var old = TextLines.Of(before);
        var changed = TextLines.Of(after);
        var same = 0;
        while (same < old.Count && same < changed.Count && old[same] == changed[same])
        {
            same++;
        }

        var tail = 0;
        while (tail < old.Count - same && tail < changed.Count - same && old[^(tail + 1)] == changed[^(tail + 1)])
        {
            tail++;
        }

        var from = Math.Max(0, same - Context);
        var following = Math.Min(tail, Context);
        var diff = new StringBuilder();
        diff.Append(CultureInfo.InvariantCulture, $"@@ -{Range(from, old.Count - tail + following)} +{Range(from, changed.Count - tail + following)} @@\n");
        Append(diff, ' ', old, from, same);
        Append(diff, '-', old, same, old.Count - tail);
        Append(diff, '+', changed, same, changed.Count - tail);
        Append(diff, ' ', old, old.Count - tail, old.Count - tail + following);
        return diff.ToString().TrimEnd('\n');
    }

    // An empty range is named by the line before it.
    private static string Range(int from, int end) =>
        string.Create(CultureInfo.InvariantCulture, $"{(end > from ? from + 1 : from)},{end - from}");

    private static void Append(StringBuilder diff, char sign, List<string> lines, int from, int end)
    {
        for (var i = from; i < end; i++)
        {
            diff.Append(sign).Append(lines[i].TrimEnd('\n')).Append('\n');
            if (!lines[i].EndsWith('\n'))
            {
                diff.Append("\\ No newline at end of file\n");
            }
        }
    }
}
