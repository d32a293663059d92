using System.Text.Json.Serialization;

namespace OpenHands.Server.Files;

/// <summary>What the endpoints of files say and read.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<string>))]
[JsonSerializable(typeof(CodeBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(UploadBody))]
[JsonSerializable(typeof(SaveFileBody))]
internal sealed partial class FileJsonContext : JsonSerializerContext;

/// <summary>The text of a file.</summary>
/// <param name="Code">All of it.</param>
internal sealed record CodeBody([property: JsonPropertyName("code")] string Code);

/// <summary>That something was done.</summary>
/// <param name="Message">A sentence for people.</param>
internal sealed record MessageBody([property: JsonPropertyName("message")] string Message);

/// <summary>A text file that is to be written.</summary>
/// <param name="FilePath">Where: relative to the workspace, or absolute and within it.</param>
/// <param name="Content">All of its text.</param>
internal sealed record SaveFileBody([property: JsonPropertyName("filePath")] string FilePath, [property: JsonPropertyName("content")] string Content);
