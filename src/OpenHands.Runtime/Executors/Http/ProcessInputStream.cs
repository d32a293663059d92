using System.Net.WebSockets;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>What a program somewhere else reads. A write waits while the program does not read. Disposing tells it that nothing more comes.</summary>
/// <param name="socket">Where it goes.</param>
internal sealed class ProcessInputStream(ProcessSocket socket) : OneWayStream
{
    private readonly ProcessCredit _credit = new(ProcessSocket.Window);
    private int _isClosed;

    public override bool CanWrite => true;

    public void Give(int bytes) => _credit.Give(bytes);

    /// <summary>Fails every write from now on.</summary>
    public void Close(Exception reason) => _credit.Close(reason);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isClosed) != 0, this);
        while (!buffer.IsEmpty)
        {
            var allowed = await _credit.TakeAsync(Math.Min(buffer.Length, ProcessSocket.MaxPiece), cancellationToken).ConfigureAwait(false);
            await SendAsync(buffer[..allowed], cancellationToken).ConfigureAwait(false);
            buffer = buffer[allowed..];
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            try
            {
                await SendAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // Nobody is there to be told.
            }
        }

        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            // Nothing waits for it, and a failure is the program's end anyway.
            _ = SendAsync(ReadOnlyMemory<byte>.Empty, CancellationToken.None).ContinueWith(
                static sending => _ = sending.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }

        base.Dispose(disposing);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> piece, CancellationToken cancellationToken)
    {
        try
        {
            await socket.SendAsync(ProcessFrame.Input, piece, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            throw new IOException($"The input does not reach the program: {exception.Message}", exception);
        }
    }
}
