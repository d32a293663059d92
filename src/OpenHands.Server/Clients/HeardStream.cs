namespace OpenHands.Server.Clients;

/// <summary>The bytes of a client's WebSocket, with an ear on whether anything comes, and room for a ping of ours between its frames.</summary>
/// <remarks>A WebSocket writes each frame in one piece, so what is written between two pieces is between two frames.</remarks>
internal sealed class HeardStream(Stream inner) : OneWayStream
{
    private static readonly byte[] s_ping = [0x89, 0x00];

    private readonly SemaphoreSlim _writing = new(1, 1);
    private volatile bool _isReading;
    private int _isHeard;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    /// <summary>Whether something has come since this was asked last. While nobody reads nothing can come, so that counts as well; but not while the client does not take in what it is sent.</summary>
    public bool TakeHeard() => Interlocked.Exchange(ref _isHeard, 0) != 0 || (!_isReading && _writing.CurrentCount > 0);

    /// <summary>Asks the client for an answer; not while a frame is being written, which is a question, too. Never waits.</summary>
    public void Ping()
    {
        if (_writing.Wait(0))
        {
            _ = PingAsync();
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _isReading = true;
        try
        {
            var count = await inner.ReadAsync(buffer, cancellationToken);
            Volatile.Write(ref _isHeard, 1);
            return count;
        }
        finally
        {
            _isReading = false;
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _writing.WaitAsync(cancellationToken);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            _writing.Release();
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override void Flush() => inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private async Task PingAsync()
    {
        try
        {
            await inner.WriteAsync(s_ping);
            await inner.FlushAsync();
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The connection is lost; whoever reads from it is told.
        }
        finally
        {
            _writing.Release();
        }
    }
}
