namespace OpenHands.Execution.Host;

/// <summary>The body of a response, broken off when its reader stands still.</summary>
/// <param name="context">The request that is answered.</param>
/// <param name="idleTimeout">How long the reader may stand still.</param>
internal sealed class IdleWriteStream(HttpContext context, TimeSpan idleTimeout) : OneWayStream
{
    private readonly CancellationTokenSource _idle = new();

    public override bool CanWrite => true;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _idle.Token);
        _idle.CancelAfter(idleTimeout);
        try
        {
            await context.Response.Body.WriteAsync(buffer, either.Token).ConfigureAwait(false);
        }
        finally
        {
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => context.Response.Body.FlushAsync(cancellationToken);

    // The server refuses synchronous work; so does this, with a reason.
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("Responses are written asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _idle.Dispose();
        }

        base.Dispose(disposing);
    }
}
