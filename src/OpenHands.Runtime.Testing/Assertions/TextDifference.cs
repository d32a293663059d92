namespace OpenHands.Testing;

/// <summary>Shows where two texts part.</summary>
internal static class TextDifference
{
    /// <summary>The first lines that differ, expected with <c>-</c> and actual with <c>+</c>.</summary>
    public static string Describe(string expected, string actual)
    {
        var one = expected.Split('\n');
        var other = actual.Split('\n');
        var line = 0;
        while (line < Math.Min(one.Length, other.Length) && one[line] == other[line])
        {
            line++;
        }

        var where = one.Length == 1 && other.Length == 1 ? "" : $"    first difference in line {line + 1}:\n";
        return $"{where}    - {At(one, line)}\n    + {At(other, line)}";
    }

    private static string At(string[] lines, int line) => line < lines.Length ? Summary.Quote(lines[line]) : "(ends before)";
}
