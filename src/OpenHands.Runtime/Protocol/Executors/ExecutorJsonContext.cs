using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Protocol;

/// <summary>The bodies of the wire between a runtime and an executor host, source-generated. Events in them are <see cref="EventSerializer"/>'s.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = EventSerializer.MaxDepth)]
[JsonSerializable(typeof(ExecutorInfo))]
[JsonSerializable(typeof(ExecutorError))]
[JsonSerializable(typeof(ExecutionLine))]
[JsonSerializable(typeof(ExecutorSettings))]
[JsonSerializable(typeof(EnvironmentRequest))]
[JsonSerializable(typeof(ListFilesRequest))]
[JsonSerializable(typeof(CancelRequest))]
[JsonSerializable(typeof(ShellInputRequest))]
[JsonSerializable(typeof(StatusAnswer))]
[JsonSerializable(typeof(UploadAnswer))]
[JsonSerializable(typeof(ProcessControl))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ExecutorJsonContext : JsonSerializerContext;
