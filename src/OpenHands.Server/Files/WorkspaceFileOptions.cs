namespace OpenHands.Server;

/// <summary>What clients may do with the files of a workspace. Checked when the application starts.</summary>
public sealed class WorkspaceFileOptions
{
    /// <summary>Most bytes of an uploaded file; 0, the default, for any. What is larger is skipped, and the client told.</summary>
    public long MaxUploadBytes { get; set; }

    /// <summary>
    /// Endings of the names of files that may be uploaded, such as <c>.txt</c>; <c>.</c> stands for names without one, <c>.*</c> for all. Case does not count, nor does the first
    /// dot. Default <c>.*</c>.
    /// </summary>
    public IList<string> AllowedExtensions { get; init; } = [];

    /// <summary>Most files of one upload; the others are skipped. Default 1,000.</summary>
    public int MaxFilesPerUpload { get; set; } = 1000;

    /// <summary>Most bytes of a file that is opened or saved in the editor. Default 10 MiB. Between 1 KiB and 1 GiB.</summary>
    public int MaxEditBytes { get; set; } = 10 * 1024 * 1024;

    /// <summary>Names of entries that listings leave out at every level, beside what <c>.gitignore</c> says; directories end in <c>/</c>.</summary>
    public IList<string> HiddenNames { get; init; } = [".git/", ".DS_Store", "node_modules/", "__pycache__/"];

    internal IEnumerable<string> Problems()
    {
        if (MaxUploadBytes < 0)
        {
            yield return $"MaxUploadBytes is {MaxUploadBytes}; it must be 0, for any size, or more.";
        }

        if (MaxFilesPerUpload < 1)
        {
            yield return $"MaxFilesPerUpload is {MaxFilesPerUpload}; it must be 1 or more.";
        }

        if (MaxEditBytes is < 1024 or > 1024 * 1024 * 1024)
        {
            yield return $"MaxEditBytes is {MaxEditBytes}; it must be between 1,024 and 1,073,741,824.";
        }
    }
}
