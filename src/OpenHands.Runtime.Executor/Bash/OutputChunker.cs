using System.Buffers;
using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>Turns bytes into chunks of text as they come, joining characters that were split between two reads.</summary>
/// <param name="onOutput">Gets the chunks.</param>
/// <param name="offset">Position of the first byte in the whole output.</param>
internal sealed class OutputChunker(Action<OutputChunk> onOutput, long offset)
{
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private long _offset = offset;
    private long _pendingOffset = -1;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        var start = _pendingOffset >= 0 ? _pendingOffset : _offset;
        _offset += bytes.Length;
        Emit(start, bytes, flush: false);
    }

    /// <summary>Gives out a character that never got its last bytes.</summary>
    public void Flush() => Emit(_pendingOffset >= 0 ? _pendingOffset : _offset, [], flush: true);

    private void Emit(long start, ReadOnlySpan<byte> bytes, bool flush)
    {
        // UTF-16 never needs more units than UTF-8 has bytes; one more for what was pending.
        var chars = ArrayPool<char>.Shared.Rent(bytes.Length + 4);
        var count = _decoder.GetChars(bytes, chars, flush);
        var text = new string(chars, 0, count);
        ArrayPool<char>.Shared.Return(chars);
        if (count > 0)
        {
            var pending = bytes.Length - Utf8Boundaries.LastWholeCharacter(bytes);
            _pendingOffset = pending > 0 ? _offset - pending : -1;
            onOutput(new OutputChunk(start, text));
        }
        else if (!bytes.IsEmpty)
        {
            // Nothing but the beginning of a character: it belongs to the next chunk.
            _pendingOffset = start;
        }
    }
}
