using System.Text.Json.Serialization;

namespace OpenHands.Server.Files;

/// <summary>What became of the files of an upload.</summary>
/// <param name="Message">A sentence for people.</param>
/// <param name="UploadedFiles">Names of those that are stored, as they are in the workspace.</param>
/// <param name="SkippedFiles">Those that are not.</param>
/// <param name="Error">Only there when every file was skipped.</param>
internal sealed record UploadBody(
    [property: JsonPropertyName("message")] string Message,
    [property: JsonPropertyName("uploaded_files")] IReadOnlyList<string> UploadedFiles,
    [property: JsonPropertyName("skipped_files")] IReadOnlyList<SkippedFile> SkippedFiles,
    [property: JsonPropertyName("error"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error = null);

/// <summary>A file that was not stored.</summary>
/// <param name="Name">Its name, cleaned.</param>
/// <param name="Reason">Why.</param>
internal sealed record SkippedFile([property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("reason")] string Reason);
