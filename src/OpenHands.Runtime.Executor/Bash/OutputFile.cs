namespace OpenHands.Execution.Bash;

/// <summary>A file with the whole output of a command that printed too much for memory, up to a limit.</summary>
internal sealed class OutputFile : IDisposable
{
    private readonly long _limit;
    private readonly FileStream? _stream;
    private readonly string? _failure;
    private long _length;
    private bool _isFull;

    /// <summary>A file that is there.</summary>
    public OutputFile(long limit, string path, FileStream stream)
    {
        _limit = limit;
        _stream = stream;
        Path = path;
    }

    /// <summary>A file that could not be made.</summary>
    public OutputFile(string failure) => _failure = failure;

    /// <summary>Where it is; <see langword="null"/> when it could not be made.</summary>
    public string? Path { get; }

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
            // The disk is full: what is there stays, with the part of these bytes that fitted, and Describe says how much that is.
            _length = _stream.Length;
            _isFull = true;
        }
    }

    /// <summary>One sentence for the notice in the output.</summary>
    public string Describe() => _stream is null ? $"They could not be kept in a file: {_failure}"
        : _isFull ? $"The first {_length} bytes are in {Path}"
        : $"The whole output is in {Path}";

    public void Dispose() => _stream?.Dispose();
}
