using System.Buffers;
using System.Net;
using System.Net.Http.Headers;

namespace OpenHands;

/// <summary>A body that is read from a caller's stream once, and knows which side failed.</summary>
internal sealed class UploadContent : HttpContent
{
    private readonly Stream _source;
    private readonly Action _onProgress;
    private readonly CancellationTokenSource _stop = new();
    private Task _copy = Task.CompletedTask;

    /// <param name="source">What to send; not disposed.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="onProgress">Called after each piece.</param>
    public UploadContent(Stream source, string mediaType, Action onProgress)
    {
        _source = source;
        _onProgress = onProgress;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    /// <summary>Why the caller's stream could not be read, if so.</summary>
    public Exception? SourceFailure { get; private set; }

    /// <summary>Returns when the caller's stream is not read any more.</summary>
    public async Task StopAsync()
    {
        if (_copy.IsCompleted)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _copy.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _copy = CopyAsync(stream, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }

        base.Dispose(disposing);
    }

    protected override bool TryComputeLength(out long length)
    {
        if (_source.CanSeek)
        {
            length = _source.Length - _source.Position;
            return length >= 0;
        }

        length = 0;
        return false;
    }

    private async Task CopyAsync(Stream destination, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        var buffer = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            while (await ReadAsync(buffer, stop.Token).ConfigureAwait(false) is var read and > 0)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), stop.Token).ConfigureAwait(false);
                _onProgress();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<int> ReadAsync(byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            var read = await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _onProgress();
            return read;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            SourceFailure = exception;
            throw;
        }
    }
}
