namespace OpenHands.Agents.Editing;

/// <summary>A text put in the place of another at one place of a file.</summary>
/// <param name="Offset">Where, in characters.</param>
/// <param name="Removed">What was there.</param>
/// <param name="Inserted">What comes there.</param>
internal sealed record TextEdit(int Offset, string Removed, string Inserted)
{
    /// <summary>The edit that undoes this one.</summary>
    public TextEdit Inverse => new(Offset, Inserted, Removed);

    /// <summary>The edited text.</summary>
    public string ApplyTo(string text) => string.Concat(text.AsSpan(0, Offset), Inserted, text.AsSpan(Offset + Removed.Length));
}
