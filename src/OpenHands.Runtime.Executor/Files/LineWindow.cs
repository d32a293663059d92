using System.Buffers;

namespace OpenHands.Execution;

/// <summary>Keeps the lines of a range while a file passes by.</summary>
/// <remarks>
/// A line ends after <c>\n</c>, so that numbers agree with grep, sed and git; <c>\r\n</c> is one line end, and a lone <c>\r</c> is none.
/// </remarks>
internal sealed class LineWindow
{
    private readonly ArrayBufferWriter<byte> _kept = new();
    private readonly long _first;
    private readonly long _end;
    private readonly long _mostBytes;
    private long _line;

    /// <summary>Waits for the lines from <paramref name="start"/> on, counted from 0, up to but without <paramref name="end"/>.</summary>
    /// <param name="start">First line; negative counts as 0.</param>
    /// <param name="end">Line after the last one; −1 for the end of the file, any other negative number for 0.</param>
    /// <param name="mostBytes">How much to keep.</param>
    public LineWindow(int start, int end, long mostBytes)
    {
        _first = Math.Max(0, start);
        _end = end == -1 ? long.MaxValue : Math.Max(0, end);
        _mostBytes = mostBytes;
    }

    /// <summary>Whether nothing that follows can matter.</summary>
    public bool IsFull => IsTooLong || _line >= _end || _first >= _end;

    /// <summary>Whether the lines hold more bytes than may be kept.</summary>
    public bool IsTooLong { get; private set; }

    /// <summary>The lines so far.</summary>
    public ReadOnlySpan<byte> Kept => _kept.WrittenSpan;

    /// <summary>Takes the next bytes of the file.</summary>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsFull)
        {
            var wanted = _line >= _first;
            var lineEnd = wanted && _end == long.MaxValue ? -1 : bytes.IndexOf((byte)'\n');
            var line = lineEnd < 0 ? bytes : bytes[..(lineEnd + 1)];
            if (wanted)
            {
                Keep(line);
            }

            if (lineEnd >= 0)
            {
                _line++;
            }

            bytes = bytes[line.Length..];
        }
    }

    private void Keep(ReadOnlySpan<byte> line)
    {
        IsTooLong = _kept.WrittenCount + (long)line.Length > _mostBytes;
        if (!IsTooLong)
        {
            _kept.Write(line);
        }
    }
}
