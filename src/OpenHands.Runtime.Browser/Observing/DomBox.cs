namespace OpenHands.Browsing.Observing;

/// <summary>Where a node is in its document, in CSS pixels, and whether its style lets it be seen.</summary>
internal readonly record struct DomBox(double X, double Y, double Width, double Height, bool IsShown);
