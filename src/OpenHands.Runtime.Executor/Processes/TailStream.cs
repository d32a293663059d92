namespace OpenHands.Execution.Processes;

/// <summary>Reads a stream on behalf of somebody who may never come: what nobody reads is kept up to a limit, then the oldest is dropped.</summary>
/// <remarks>One reader at a time.</remarks>
internal sealed class TailStream : PassThroughStream
{
    private const int Capacity = 64 * 1024;

    private readonly Stream _source;
    private readonly Task _pump;
    private readonly Lock _gate = new();
    private readonly byte[] _ring = new byte[Capacity];
    private int _start;
    private int _length;
    private bool _hasEnded;
    private TaskCompletionSource _changed = NewSignal();

    public TailStream(Stream source)
    {
        _source = source;
        _pump = PumpAsync();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_length > 0 || _hasEnded || buffer.IsEmpty)
                {
                    return Take(buffer.Span);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override int Read(Span<byte> buffer)
    {
        var own = new byte[Math.Min(buffer.Length, Capacity)];
        var count = ReadAsync(own).AsTask().GetAwaiter().GetResult();
        own.AsSpan(0, count).CopyTo(buffer);
        return count;
    }

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync().ConfigureAwait(false);
        await _pump.ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task PumpAsync()
    {
        var buffer = new byte[4096];
        try
        {
            int count;
            while ((count = await _source.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                Put(buffer.AsSpan(0, count));
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Disposed while it waited: that is the end as well.
        }

        lock (_gate)
        {
            _hasEnded = true;
            _changed.TrySetResult();
        }
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var value in bytes)
            {
                _ring[(_start + _length) % Capacity] = value;
                if (_length < Capacity)
                {
                    _length++;
                }
                else
                {
                    _start = (_start + 1) % Capacity;
                }
            }

            _changed.TrySetResult();
        }
    }

    private int Take(Span<byte> buffer)
    {
        var count = Math.Min(buffer.Length, _length);
        for (var i = 0; i < count; i++)
        {
            buffer[i] = _ring[(_start + i) % Capacity];
        }

        _start = (_start + count) % Capacity;
        _length -= count;
        if (_length == 0 && !_hasEnded)
        {
            _changed = NewSignal();
        }

        return count;
    }
}
