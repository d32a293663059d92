using System.IO.Pipelines;
using System.Net.WebSockets;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What a program somewhere else prints. The host sends more as it is read, so no more than a window of it is held.</summary>
/// <param name="socket">Where credit is given.</param>
/// <param name="credit">What its credit is called.</param>
/// <param name="window">Most bytes held.</param>
internal sealed class ProcessOutputStream(ProcessSocket socket, ProcessFrame credit, int window) : OneWayStream
{
    // Bounded by the window, not by the pipe, whose writer must never wait.
    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0, useSynchronizationContext: false));
    private readonly Lock _gate = new();
    private int _held;
    private bool _hasEnded;

    public override bool CanRead => true;

    /// <summary>Takes a piece from the host; an empty one is the end.</summary>
    /// <exception cref="InvalidDataException">The host sends more than it was allowed.</exception>
    public void Add(ReadOnlyMemory<byte> piece)
    {
        if (piece.IsEmpty)
        {
            End(null);
            return;
        }

        lock (_gate)
        {
            if (_hasEnded)
            {
                return;
            }

            _held += piece.Length;
            if (_held > window)
            {
                throw new InvalidDataException($"More than {window} bytes of a program's output came unasked.");
            }

            var target = _pipe.Writer.GetSpan(piece.Length);
            piece.Span.CopyTo(target);
            _pipe.Writer.Advance(piece.Length);
            _ = _pipe.Writer.FlushAsync().AsTask();
        }
    }

    /// <summary>Says that no more comes.</summary>
    public void End(Exception? failure)
    {
        lock (_gate)
        {
            if (!_hasEnded)
            {
                _hasEnded = true;
                _pipe.Writer.Complete(failure is null ? null : new IOException(failure.Message, failure));
            }
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        var result = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        var taken = result.Buffer.Slice(0, count);
        System.Buffers.BuffersExtensions.CopyTo(taken, buffer.Span);
        _pipe.Reader.AdvanceTo(taken.End);
        if (count > 0 && Release(count))
        {
            await GiveCreditAsync(count).ConfigureAwait(false);
        }

        return count;
    }

    private bool Release(int count)
    {
        lock (_gate)
        {
            _held -= count;
            return !_hasEnded;
        }
    }

    private async Task GiveCreditAsync(int count)
    {
        try
        {
            await socket.SendCreditAsync(credit, count, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException or OperationCanceledException)
        {
            // The connection is gone; the next read tells.
        }
    }
}
