using System.Buffers;

namespace OpenHands.Events;

/// <summary>Reads a part of a file line by line. Holds one buffer, as large as the longest line needs.</summary>
internal sealed class EventFileLines(IDurableFile file, long start, long end) : IDisposable
{
    private const int SmallestBuffer = 64 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
    private long _bufferStart = start;
    private int _filled;
    private int _next;

    /// <summary>The line, without its end. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Line { get; private set; }

    /// <summary>Where the line begins in the file.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next line begins.</summary>
    public long NextOffset => _bufferStart + _next;

    /// <summary>After the last line: what follows without a line end.</summary>
    public ReadOnlyMemory<byte> Rest => _buffer.AsMemory(_next, _filled - _next);

    /// <summary>Goes to the next line.</summary>
    /// <returns>Whether there is one.</returns>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken = default)
    {
        var searched = _next;
        while (true)
        {
            var found = _buffer.AsSpan(searched, _filled - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var lineEnd = searched + found;
                Line = _buffer.AsMemory(_next, lineEnd - _next);
                Offset = _bufferStart + _next;
                _next = lineEnd + 1;
                return true;
            }

            searched = _filled - _next;
            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Line = default;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        var at = _bufferStart + _filled;
        var room = (int)Math.Min(_buffer.Length - _filled, end - at);
        var count = room > 0 ? await file.ReadAsync(_buffer.AsMemory(_filled, room), at, cancellationToken).ConfigureAwait(false) : 0;
        _filled += count;
        return count > 0;
    }

    private void MakeRoom()
    {
        var rest = _filled - _next;
        var target = _buffer;
        if (rest > _buffer.Length / 2)
        {
            target = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        }

        _buffer.AsSpan(_next, rest).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _bufferStart += _next;
        _filled = rest;
        _next = 0;
    }
}
