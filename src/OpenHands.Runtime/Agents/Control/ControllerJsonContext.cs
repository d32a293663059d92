using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>The JSON of what a controller stores and shows, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = 128)]
[JsonSerializable(typeof(ControllerState))]
[JsonSerializable(typeof(AgentTask))]
[JsonSerializable(typeof(AgentTaskState))]
internal sealed partial class ControllerJsonContext : JsonSerializerContext;
