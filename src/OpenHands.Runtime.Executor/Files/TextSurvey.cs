using System.Text;

namespace OpenHands.Execution;

/// <summary>Learns about a text file, while it passes by, what an edit of its lines has to know.</summary>
internal sealed class TextSurvey
{
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private char[] _decoded = [];
    private byte _last;
    private bool _sawLineEnd;
    private long _lineEnds;

    /// <summary>Number of bytes.</summary>
    public long Length { get; private set; }

    /// <summary>Number of lines; a last line without a line end counts.</summary>
    public long Lines => _lineEnds + (Length > 0 && !EndsWithLineEnd ? 1 : 0);

    /// <summary>Whether the last line has its line end.</summary>
    public bool EndsWithLineEnd => _last == '\n';

    /// <summary>The file's own line end, which is that of its first line; <c>\n</c> where there is none.</summary>
    public ReadOnlyMemory<byte> LineEnd { get; private set; } = "\n"u8.ToArray();

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="DecoderFallbackException">They are not UTF-8.</exception>
    public void Pass(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        Decode(bytes, flush: false);
        if (!_sawLineEnd && bytes.IndexOf((byte)'\n') is var lineEnd and >= 0)
        {
            _sawLineEnd = true;
            var before = lineEnd > 0 ? bytes[lineEnd - 1] : _last;
            LineEnd = before == '\r' ? "\r\n"u8.ToArray() : "\n"u8.ToArray();
        }

        _lineEnds += bytes.Count((byte)'\n');
        _last = bytes[^1];
        Length += bytes.Length;
    }

    /// <summary>Says that nothing follows.</summary>
    /// <exception cref="DecoderFallbackException">The last character is cut short.</exception>
    public void Finish() => Decode([], flush: true);

    private void Decode(ReadOnlySpan<byte> bytes, bool flush)
    {
        var most = Encoding.UTF8.GetMaxCharCount(bytes.Length);
        if (_decoded.Length < most)
        {
            _decoded = new char[most];
        }

        _decoder.GetChars(bytes, _decoded, flush);
    }
}
