namespace OpenHands.Server.Files;

/// <summary>What became of the files of an upload so far.</summary>
internal sealed class UploadResult
{
    private const int MaxSkipped = 10_000;

    public List<string> UploadedFiles { get; } = [];

    public List<SkippedFile> SkippedFiles { get; } = [];

    public string? Error => UploadedFiles.Count == 0 && SkippedFiles.Count > 0 ? "No files were uploaded successfully" : null;

    public void Skip(string name, string reason)
    {
        if (SkippedFiles.Count < MaxSkipped)
        {
            SkippedFiles.Add(new SkippedFile(name, reason));
        }
    }

    public UploadBody ToBody() => new("File upload process completed", UploadedFiles, SkippedFiles, Error);
}
