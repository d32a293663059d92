using System.Text;

namespace OpenHands.Testing;

/// <summary>What an action prints, at its times, to whoever listens. Nothing is printed after <see cref="Dispose"/>.</summary>
/// <remarks>
/// Pieces are printed by the clock's own callbacks, each set from the beginning on: a test that moves the clock knows that what was due has
/// been printed when it has moved.
/// </remarks>
internal sealed class TimedOutput(Action<OutputChunk>? onOutput) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _printed = new();
    private readonly List<ITimer> _timers = [];
    private readonly TaskCompletionSource _isOver = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _piecesPrinted;
    private long _offset;
    private bool _isDisposed;

    /// <summary>All that was printed so far.</summary>
    public string Printed
    {
        get
        {
            lock (_gate)
            {
                return _printed.ToString();
            }
        }
    }

    /// <summary>Prints the pieces at even distances within a time, and ends with it.</summary>
    public Task PlayAsync(IReadOnlyList<string> pieces, TimeSpan latency, TimeProvider time)
    {
        if (latency == TimeSpan.Zero)
        {
            PrintUpTo(pieces, pieces.Count);
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            for (var i = 0; i < pieces.Count; i++)
            {
                // A callback that comes before an earlier one prints the earlier piece too.
                var count = i + 1;
                _timers.Add(time.CreateTimer(_ => PrintUpTo(pieces, count), null, latency * ((double)count / (pieces.Count + 1)), Timeout.InfiniteTimeSpan));
            }

            _timers.Add(time.CreateTimer(_ => End(pieces), null, latency, Timeout.InfiniteTimeSpan));
        }

        return _isOver.Task;
    }

    public void Print(string text)
    {
        lock (_gate)
        {
            if (!_isDisposed && text.Length > 0)
            {
                _printed.Append(text);
                onOutput?.Invoke(new OutputChunk(_offset, text));
                _offset += Encoding.UTF8.GetByteCount(text);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timers.ForEach(timer => timer.Dispose());
        }
    }

    private void PrintUpTo(IReadOnlyList<string> pieces, int count)
    {
        lock (_gate)
        {
            for (; _piecesPrinted < count; _piecesPrinted++)
            {
                Print(pieces[_piecesPrinted]);
            }
        }
    }

    private void End(IReadOnlyList<string> pieces)
    {
        PrintUpTo(pieces, pieces.Count);
        _isOver.TrySetResult();
    }
}
