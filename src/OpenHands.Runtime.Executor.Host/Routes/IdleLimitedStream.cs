using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>The body of a request, given up when it stands still and refused when it is too long.</summary>
/// <param name="context">The request.</param>
/// <param name="idleTimeout">How long it may stand still.</param>
/// <param name="limit">Most bytes.</param>
internal sealed class IdleLimitedStream(HttpContext context, TimeSpan idleTimeout, long limit) : OneWayStream
{
    private readonly CancellationTokenSource _idle = new();
    private long _total;

    public override bool CanRead => true;

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

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Bodies are read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _idle.Dispose();
        }

        base.Dispose(disposing);
    }
}
