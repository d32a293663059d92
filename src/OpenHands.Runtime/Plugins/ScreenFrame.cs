namespace OpenHands;

/// <summary>One picture of a screen that is watched.</summary>
/// <param name="Url">Address of the page that it shows.</param>
/// <param name="Width">Width of what it shows, in CSS pixels.</param>
/// <param name="Height">Height of what it shows, in CSS pixels.</param>
/// <param name="Jpeg">The picture, as the bytes of a JPEG file.</param>
public sealed record ScreenFrame(string Url, int Width, int Height, ReadOnlyMemory<byte> Jpeg)
{
    /// <summary>There is nothing to see any more: no address, no size, no bytes.</summary>
    public static ScreenFrame Nothing { get; } = new("", 0, 0, ReadOnlyMemory<byte>.Empty);
}
