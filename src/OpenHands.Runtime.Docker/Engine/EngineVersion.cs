namespace OpenHands.Docker;

/// <summary>What an engine says about itself.</summary>
/// <param name="Version">Its version, for people.</param>
/// <param name="ApiVersion">The newest version of the API that it speaks, such as <c>1.41</c>.</param>
/// <param name="OperatingSystem">What its containers run: <c>linux</c> or <c>windows</c>.</param>
/// <param name="Architecture">Its processor, in the words of Go: <c>amd64</c>, <c>arm64</c>…</param>
internal sealed record EngineVersion(string Version, string ApiVersion, string OperatingSystem, string Architecture);
