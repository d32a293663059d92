namespace OpenHands.Browsing;

/// <summary>One picture of a live view of the browser.</summary>
/// <param name="Url">Address of the page that it shows.</param>
/// <param name="Jpeg">The picture, as the bytes of a JPEG file.</param>
public sealed record BrowserFrame(string Url, ReadOnlyMemory<byte> Jpeg);
