namespace OpenHands.Browsing.Language;

/// <summary>Browser actions that cannot be understood. Nothing of them was done.</summary>
internal sealed class BrowserSyntaxException(SourcePosition position, string reason)
    : Exception($"The browser actions have an error in {position}: {reason} Nothing was done.")
{
    /// <summary>Where it is.</summary>
    public SourcePosition Position { get; } = position;
}
