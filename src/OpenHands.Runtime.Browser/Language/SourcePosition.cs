namespace OpenHands.Browsing.Language;

/// <summary>A place in the text of browser actions, both counted from 1; a column is a character as people see it on the line, a tab being one.</summary>
internal readonly record struct SourcePosition(int Line, int Column)
{
    /// <summary>The place of an index.</summary>
    public static SourcePosition Of(string text, int index)
    {
        var before = text.AsSpan(0, index);
        var column = 1;
        foreach (var _ in before[(before.LastIndexOf('\n') + 1)..].EnumerateRunes())
        {
            column++;
        }

        return new SourcePosition(before.Count('\n') + 1, column);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
