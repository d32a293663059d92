namespace OpenHands.Testing;

/// <summary>Keeps the last 64 KiB of what is written until somebody reads them. Writing never waits; reading waits for more, or the end.</summary>
internal sealed class TailStream : Stream
{
    private const int MostBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<byte> _kept = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isComplete;

    public TailStream() => Writer = new WriteSide(this);

    /// <summary>What the program writes to.</summary>
    public Stream Writer { get; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <summary>Says that nothing follows.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _isComplete = true;
            _changed.TrySetResult();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_kept.Count > 0 || _isComplete || buffer.IsEmpty)
                {
                    return Take(buffer.Span);
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(Span<byte> buffer)
    {
        var taken = 0;
        while (taken < buffer.Length && _kept.TryDequeue(out var next))
        {
            buffer[taken++] = next;
        }

        return taken;
    }

    private void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            foreach (var next in bytes[Math.Max(0, bytes.Length - MostBytes)..])
            {
                if (_kept.Count == MostBytes)
                {
                    _kept.Dequeue();
                }

                _kept.Enqueue(next);
            }

            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private sealed class WriteSide(TailStream tail) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count) => tail.Add(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer) => tail.Add(buffer);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            tail.Add(buffer.Span);
            return ValueTask.CompletedTask;
        }
    }
}
