using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Server.Http;

/// <summary>What a user wants to share. What a client says beyond it is handed on as well.</summary>
/// <param name="Version">Version of the client.</param>
/// <param name="Email">Of the user.</param>
/// <param name="Token">Of the session.</param>
/// <param name="Feedback"><c>positive</c> or <c>negative</c>.</param>
/// <param name="Permissions"><c>public</c> or <c>private</c>.</param>
/// <param name="Trajectory">The events that it is about, each an object.</param>
internal sealed record FeedbackBody(
    [property: JsonPropertyName("version")] string Version,
    [property: JsonPropertyName("email")] string Email,
    [property: JsonPropertyName("token")] string Token,
    [property: JsonPropertyName("feedback")] string Feedback,
    [property: JsonPropertyName("permissions")] string Permissions,
    [property: JsonPropertyName("trajectory")] IReadOnlyList<JsonElement> Trajectory);
