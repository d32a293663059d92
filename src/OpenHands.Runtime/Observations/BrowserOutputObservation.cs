namespace OpenHands;

/// <summary>What the browser shows. <see cref="Observation.Content"/> is the page as readable text.</summary>
/// <param name="Url">Address of the active page.</param>
/// <param name="Screenshot">The page as a base64 PNG without a <c>data:</c> prefix; empty when none was taken.</param>
public sealed record BrowserOutputObservation(string Url, string Screenshot) : Observation("browse")
{
    /// <summary>Whether the last browser action failed.</summary>
    public bool Error { get; init; }

    /// <summary>Addresses of the open tabs, in order.</summary>
    public StringList OpenPagesUrls { get; init; } = [];

    /// <summary>Index of the active tab in <see cref="OpenPagesUrls"/>; −1 when unknown.</summary>
    public int ActivePageIndex { get; init; } = -1;

    /// <summary>The DOM snapshot, an object.</summary>
    public JsonPayload DomObject { get; init; } = JsonPayload.EmptyObject;

    /// <summary>The accessibility tree, an object.</summary>
    public JsonPayload AxtreeObject { get; init; } = JsonPayload.EmptyObject;

    /// <summary>Visibility, bounding box and the like, by element id.</summary>
    public JsonPayload ExtraElementProperties { get; init; } = JsonPayload.EmptyObject;

    /// <summary>The last browser action, as written.</summary>
    public string LastBrowserAction { get; init; } = "";

    /// <summary>Why it failed; empty when it did not.</summary>
    public string LastBrowserActionError { get; init; } = "";

    /// <summary>Id of the focused element, if any.</summary>
    public string? FocusedElementBid { get; init; } = "";

    /// <summary>
    /// The page as a compact outline of its accessibility tree, one line for each element that means something:
    /// <c>[12] button 'Send', disabled</c>. The ids in brackets are those that browser actions take.
    /// </summary>
    /// <param name="maxLength">Most characters; 100 or more. A longer outline ends with a line that says how much is missing.</param>
    /// <returns>The outline; empty when the observation has no tree.</returns>
    public string ToAccessibilityOutline(int maxLength = 20_000)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 100);
        return AccessibilityOutline.Of(AxtreeObject.Element, maxLength);
    }

    /// <inheritdoc />
    protected override string Describe() => $"Visited {Url}";
}
