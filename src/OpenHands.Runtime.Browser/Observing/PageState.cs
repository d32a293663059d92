namespace OpenHands.Browsing.Observing;

/// <summary>What a page looked like at one moment.</summary>
internal sealed record PageState
{
    /// <summary>Its readable text.</summary>
    public required string Text { get; init; }

    /// <summary>The DOM snapshot.</summary>
    public JsonPayload Dom { get; init; } = JsonPayload.EmptyObject;

    /// <summary>The accessibility tree.</summary>
    public JsonPayload Accessibility { get; init; } = JsonPayload.EmptyObject;

    /// <summary>Properties of elements by their ids.</summary>
    public JsonPayload ElementProperties { get; init; } = JsonPayload.EmptyObject;

    /// <summary>The id of the focused element.</summary>
    public string? FocusedBid { get; init; } = "";

    /// <summary>A PNG in base64.</summary>
    public string Screenshot { get; init; } = "";
}
