using System.Text.Json.Serialization;

namespace OpenHands.Server.Files;

/// <summary>What became of the files of an upload.</summary>
internal sealed class UploadResult
{
    private const int MaxSkipped = 10_000;

    public string Message { get; } = "File upload process completed";

    public List<string> UploadedFiles { get; } = [];

    public List<SkippedFile> SkippedFiles { get; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error => UploadedFiles.Count == 0 && SkippedFiles.Count > 0 ? "No files were uploaded successfully" : null;

    public void Skip(string name, string reason)
    {
        if (SkippedFiles.Count < MaxSkipped)
        {
            SkippedFiles.Add(new SkippedFile(name, reason));
        }
    }
}

/// <summary>A file that was not stored.</summary>
internal sealed record SkippedFile(string Name, string Reason);
