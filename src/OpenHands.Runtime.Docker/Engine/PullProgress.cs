namespace OpenHands.Docker;

/// <summary>How far the fetching of an image is.</summary>
/// <param name="Layer">The layer that this is about; empty for the image as a whole.</param>
/// <param name="Status">The engine's words.</param>
/// <param name="Current">Bytes of the layer that are there, where the engine says so.</param>
/// <param name="Total">Bytes of the layer, where the engine says so.</param>
internal readonly record struct PullProgress(string Layer, string Status, long Current, long Total);
