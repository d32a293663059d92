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

    /// <inheritdoc />
    protected override string Describe() => $"Visited {Url}";
}
