using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Server.Http;

/// <summary>What the endpoints of sessions, options and feedback say and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ErrorBody))]
[JsonSerializable(typeof(DetailBody))]
[JsonSerializable(typeof(FieldErrorBody))]
[JsonSerializable(typeof(StatusBody))]
[JsonSerializable(typeof(HealthBody))]
[JsonSerializable(typeof(FeedbackBody))]
[JsonSerializable(typeof(TaskBody))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(IReadOnlyList<SessionInfo>))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ServerJsonContext : JsonSerializerContext;
