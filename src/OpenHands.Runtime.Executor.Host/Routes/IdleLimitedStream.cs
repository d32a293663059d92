using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>The body of a request, given up when it stands still and refused when it is too long.</summary>
/// <param name="context">The request.</param>
/// <param name="idleTimeout">How long it may stand still.</param>
/// <param name="limit">Most bytes.</param>
internal sealed class IdleLimitedStream(HttpContext context, TimeSpan idleTimeout, long limit) : Stream
{
    private readonly CancellationTokenSource _idle = new();
    private long _total;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _total;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _idle.Token);
        _idle.CancelAfter(idleTimeout);
        int read;
        try
        {
            read = await context.Request.Body.ReadAsync(buffer, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_idle.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new HostRefusal(408, ExecutorErrorCode.InvalidBody, $"The body stood still for {idleTimeout}; the request was given up.");
        }
        finally
        {
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        }

        _total += read;
        return _total <= limit ? read : throw RequestBody.TooLarge(limit);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _idle.Dispose();
        }

        base.Dispose(disposing);
    }
}
