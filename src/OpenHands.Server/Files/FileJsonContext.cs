using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Server.Files;

/// <summary>What the endpoints of files say and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(UploadResult))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FileJsonContext : JsonSerializerContext;

/// <summary>The text of a file.</summary>
internal sealed record CodeBody(string Code);

/// <summary>That something was done.</summary>
internal sealed record MessageBody(string Message);
