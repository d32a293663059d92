using System.Globalization;

namespace OpenHands.Execution.Bash;

/// <summary>The last files with output that was too long for memory. Older ones are removed, so a session's share of the disk is bounded.</summary>
/// <param name="directory">Where they are; made with the first one.</param>
/// <param name="maxBytes">Most bytes of one, at first.</param>
internal sealed class OutputFiles(string directory, long maxBytes)
{
    private const int MaxFiles = 16;

    private readonly Queue<string> _paths = [];
    private int _lastNumber;

    /// <summary>Most bytes of one.</summary>
    public long MaxBytes { get; set; } = maxBytes;

    /// <summary>Makes a file. A command is not stopped because its output cannot be kept; the file says so instead.</summary>
    public OutputFile Create()
    {
        lock (_paths)
        {
            var path = Path.Combine(directory, $"output-{(++_lastNumber).ToString(CultureInfo.InvariantCulture)}.txt");
            try
            {
                Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                while (_paths.Count >= MaxFiles)
                {
                    File.Delete(_paths.Dequeue());
                }

                var stream = new FileStream(path, new FileStreamOptions
                {
                    Mode = FileMode.CreateNew,
                    Access = FileAccess.Write,
                    Share = FileShare.ReadWrite | FileShare.Delete,
                    BufferSize = 0,
                    UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                });
                _paths.Enqueue(path);
                return new OutputFile(MaxBytes, path, stream);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return new OutputFile(exception.Message);
            }
        }
    }
}
