namespace OpenHands.Server.Http;

/// <summary>How the server is.</summary>
/// <param name="Status"><c>ok</c>, or what is wrong.</param>
internal sealed record StatusBody(string Status);
