namespace OpenHands.Browsing.Language;

/// <summary>One call of a browser function, as it was written.</summary>
/// <param name="Name">Name of the function.</param>
/// <param name="Position">Where it begins.</param>
/// <param name="Arguments">Its arguments in order.</param>
/// <param name="Source">Its text.</param>
internal sealed record BrowserCall(string Name, SourcePosition Position, IReadOnlyList<BrowserArgument> Arguments, string Source);
