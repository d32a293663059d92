using System.Text.Json.Serialization;

namespace OpenHands.Server.Http;

/// <summary>How the server is.</summary>
/// <param name="Status">Always <c>ok</c>: a server that is not there says nothing.</param>
internal sealed record StatusBody([property: JsonPropertyName("status")] string Status);
