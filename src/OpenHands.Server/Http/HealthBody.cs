using System.Text.Json.Serialization;

namespace OpenHands.Server.Http;

/// <summary>How well the server is.</summary>
/// <param name="Status"><c>ok</c>, <c>degraded</c> or <c>unhealthy</c>: that of its worst check.</param>
/// <param name="Checks">The same word for each check of the application. Why one fails is in the log.</param>
internal sealed record HealthBody(
    [property: JsonPropertyName("status")] string Status, [property: JsonPropertyName("checks")] IReadOnlyDictionary<string, string> Checks);
