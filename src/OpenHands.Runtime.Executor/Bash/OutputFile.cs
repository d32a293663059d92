using System.Globalization;

namespace OpenHands.Execution.Bash;

/// <summary>A file with the whole output of a command that printed too much for memory, up to a limit.</summary>
internal sealed class OutputFile : IDisposable
{
    private static long s_lastNumber;

    private readonly long _limit;
    private readonly FileStream? _stream;
    private readonly string? _failure;
    private long _length;
    private bool _isFull;

    private OutputFile(long limit, string path, FileStream? stream, string? failure)
    {
        _limit = limit;
        _stream = stream;
        _failure = failure;
        Path = stream is null ? null : path;
    }

    /// <summary>Where it is; <see langword="null"/> when it could not be made.</summary>
    public string? Path { get; }

    /// <summary>Makes the file. A command is not stopped because its output cannot be kept; <see cref="Describe"/> says so instead.</summary>
    public static OutputFile Create(OutputLimits limits)
    {
        var number = Interlocked.Increment(ref s_lastNumber).ToString(CultureInfo.InvariantCulture);
        var path = System.IO.Path.Combine(limits.Directory, $"output-{number}.txt");
        try
        {
            Directory.CreateDirectory(limits.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var stream = new FileStream(path, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Share = FileShare.ReadWrite | FileShare.Delete,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            return new OutputFile(limits.InFileBytes, path, stream, failure: null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new OutputFile(limits.InFileBytes, path, stream: null, exception.Message);
        }
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_stream is null || _isFull)
        {
            return;
        }

        var count = (int)Math.Min(bytes.Length, _limit - _length);
        try
        {
            _stream.Write(bytes[..count]);
            _length += count;
            _isFull = count < bytes.Length;
        }
        catch (IOException)
        {
            // The disk is full: what is there stays, and Describe says how much that is.
            _isFull = true;
        }
    }

    /// <summary>One sentence for the notice in the output.</summary>
    public string Describe() => _stream is null ? $"They could not be kept in a file: {_failure}"
        : _isFull ? $"The first {_length} bytes are in {Path}"
        : $"The whole output is in {Path}";

    public void Dispose() => _stream?.Dispose();
}
