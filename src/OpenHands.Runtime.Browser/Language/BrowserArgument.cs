namespace OpenHands.Browsing.Language;

/// <summary>An argument of a call.</summary>
/// <param name="Name">Its name, where it was given by name.</param>
/// <param name="Value">Its value.</param>
/// <param name="Position">Where it begins.</param>
internal sealed record BrowserArgument(string? Name, Literal Value, SourcePosition Position);
