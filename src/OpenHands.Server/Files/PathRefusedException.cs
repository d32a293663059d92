namespace OpenHands.Server.Files;

/// <summary>A path of a request that may not be touched. Its message is for the client.</summary>
internal sealed class PathRefusedException(string message) : Exception(message);
