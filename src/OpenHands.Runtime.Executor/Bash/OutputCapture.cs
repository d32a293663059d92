using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>
/// Collects output in bounded memory: the first and the last bytes, and a notice between them. What does not fit goes to a file.
/// </summary>
/// <remarks>Not safe for concurrent use. Nothing is allocated before the first byte.</remarks>
internal sealed class OutputCapture(OutputLimits limits) : IDisposable
{
    private readonly int _headLimit = limits.InMemoryBytes / 2;
    private readonly int _tailLimit = limits.InMemoryBytes - (limits.InMemoryBytes / 2);

    private byte[] _head = [];
    private int _headLength;

    // A ring: the next byte goes to _tailEnd.
    private byte[] _tail = [];
    private int _tailEnd;
    private int _tailLength;

    private OutputFile? _file;

    /// <summary>Bytes seen, kept or not.</summary>
    public long TotalBytes { get; private set; }

    /// <summary>Where the whole output is, when it did not fit and a file could be written.</summary>
    public string? FilePath => _file?.Path;

    /// <summary>Whether bytes are missing from <see cref="ToText()"/>.</summary>
    public bool IsTruncated => TotalBytes > _headLength + _tailLength;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_file is null && limits.Files is { } files && TotalBytes + bytes.Length > limits.InMemoryBytes)
        {
            _file = files.Create();
            _file.Append(_head.AsSpan(0, _headLength));
            AppendTailTo(_file);
        }

        TotalBytes += bytes.Length;
        _file?.Append(bytes);
        AppendToTail(AppendToHead(bytes));
    }

    /// <summary>Appends what another capture has kept, and ends that one.</summary>
    public void AppendFrom(OutputCapture other)
    {
        Append(other._head.AsSpan(0, other._headLength));
        Append(other.TailBytes());
        other.Dispose();
    }

    /// <summary>The output as text: UTF-8 with replacement characters, cut in the middle with a notice when it was too long.</summary>
    public string ToText() => ToText(0, TotalBytes);

    /// <summary>A part of the output as text. The notice belongs to the part that the missing bytes begin in.</summary>
    /// <param name="start">The first byte; between two characters.</param>
    /// <param name="end">The byte after the last; between two characters.</param>
    public string ToText(long start, long end)
    {
        if (!IsTruncated)
        {
            return Decode(Part(_head.AsSpan(0, _headLength), 0, start, end), Part(TailBytes(), _headLength, start, end));
        }

        var head = _head.AsSpan(0, Utf8Boundaries.LastWholeCharacter(_head.AsSpan(0, _headLength)));
        var tail = TailBytes();
        tail = tail[Utf8Boundaries.FirstWholeCharacter(tail)..];
        var tailStart = TotalBytes - tail.Length;
        var where = _file is { } file ? $" {file.Describe()}" : "";
        var notice = start <= head.Length && end > head.Length ? $"\n[... {tailStart - head.Length} bytes of output omitted here.{where} ...]\n" : "";
        return $"{Encoding.UTF8.GetString(Part(head, 0, start, end))}{notice}{Encoding.UTF8.GetString(Part(tail, tailStart, start, end))}";
    }

    public void Dispose() => _file?.Dispose();

    // What lies between two offsets, of bytes that begin at a third.
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, long offset, long start, long end)
    {
        var from = (int)Math.Clamp(start - offset, 0, bytes.Length);
        return bytes[from..(int)Math.Clamp(end - offset, from, bytes.Length)];
    }

    private ReadOnlySpan<byte> AppendToHead(ReadOnlySpan<byte> bytes)
    {
        var count = Math.Min(bytes.Length, _headLimit - _headLength);
        if (count <= 0)
        {
            return bytes;
        }

        if (_headLength + count > _head.Length)
        {
            Array.Resize(ref _head, Math.Min(_headLimit, Math.Max(_headLength + count, Math.Max(256, _head.Length * 2))));
        }

        bytes[..count].CopyTo(_head.AsSpan(_headLength));
        _headLength += count;
        return bytes[count..];
    }

    private void AppendToTail(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_tail.Length == 0)
        {
            _tail = new byte[_tailLimit];
        }

        if (bytes.Length > _tailLimit)
        {
            bytes = bytes[^_tailLimit..];
        }

        var first = Math.Min(bytes.Length, _tail.Length - _tailEnd);
        bytes[..first].CopyTo(_tail.AsSpan(_tailEnd));
        bytes[first..].CopyTo(_tail);
        _tailEnd = (_tailEnd + bytes.Length) % _tail.Length;
        _tailLength = Math.Min(_tailLength + bytes.Length, _tail.Length);
    }

    private ReadOnlySpan<byte> TailBytes()
    {
        var start = _tailLength < _tail.Length ? 0 : _tailEnd;
        if (start == 0)
        {
            return _tail.AsSpan(0, _tailLength);
        }

        var straight = new byte[_tailLength];
        _tail.AsSpan(start).CopyTo(straight);
        _tail.AsSpan(0, start).CopyTo(straight.AsSpan(_tail.Length - start));
        return straight;
    }

    private void AppendTailTo(OutputFile file)
    {
        var tail = TailBytes();
        file.Append(tail);
    }

    private static string Decode(ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        if (tail.IsEmpty)
        {
            return Encoding.UTF8.GetString(head);
        }

        // A character may lie across the two.
        var whole = new byte[head.Length + tail.Length];
        head.CopyTo(whole);
        tail.CopyTo(whole.AsSpan(head.Length));
        return Encoding.UTF8.GetString(whole);
    }
}
