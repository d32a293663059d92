namespace OpenHands.Server.UI;

/// <summary>A file of the page.</summary>
/// <param name="Gzip">Its bytes, compressed.</param>
/// <param name="ContentType">What it is.</param>
/// <param name="Tag">Changes whenever the bytes do; in quotes, as the header wants it.</param>
internal sealed record PageFile(byte[] Gzip, string ContentType, string Tag);
