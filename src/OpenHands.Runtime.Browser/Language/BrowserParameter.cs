namespace OpenHands.Browsing.Language;

/// <summary>A parameter of a browser function.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What may be given.</param>
/// <param name="Default">What is taken when nothing is given, as written in Python; <see langword="null"/> when something must be given.</param>
internal sealed record BrowserParameter(string Name, ParameterKind Kind, string? Default = null);
