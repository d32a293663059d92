using System.Net.Http.Headers;
using OpenHands.Protocol;

namespace OpenHands;

// Files and trees, streamed both ways.
public sealed partial class HttpActionExecutor
{
    /// <inheritdoc />
    public Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        return UploadAsync($"upload of {path}", $"{ExecutorRoutes.UploadFile}?path={Uri.EscapeDataString(path)}", ExecutorProtocol.Bytes, content, cancellationToken);
    }

    /// <inheritdoc />
    public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(tar);
        return UploadAsync($"upload into {directory}", $"{ExecutorRoutes.UploadFile}?destination={Uri.EscapeDataString(directory)}", ExecutorProtocol.Tar, tar, cancellationToken);
    }

    /// <inheritdoc />
    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(destination);
        return DownloadAsync(path, "raw", destination, cancellationToken);
    }

    /// <inheritdoc />
    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(destinationTar);
        return DownloadAsync(path, "tar", destinationTar, cancellationToken);
    }

    // Not sent again when the connection breaks: the caller's stream is gone. What was there before stays, so the caller can.
    private async Task UploadAsync(string what, string route, string mediaType, Stream source, CancellationToken cancellationToken)
    {
        using var deadline = _connection.Deadline(_options.TransferIdleTimeout, cancellationToken);
        var id = Guid.NewGuid().ToString("N");
        var content = new UploadContent(source, mediaType, () => deadline.Restart(_options.TransferIdleTimeout));
        using var request = _connection.Request(HttpMethod.Post, route, id);
        request.Content = content;

        // The host may refuse before gigabytes are sent.
        request.Headers.ExpectContinue = true;
        try
        {
            using var response = await _connection.SendAsync(request, deadline.Token).ConfigureAwait(false);
            _ = await _connection.SuccessBodyAsync(response, deadline.Token).ConfigureAwait(false);
            return;
        }
        catch (Exception exception) when (exception is ConnectionLostException or OperationCanceledException)
        {
            // The transfer has ended over there too when this call ends.
            await content.StopAsync().ConfigureAwait(false);
            await EndUploadAsync(id).ConfigureAwait(false);
            if (content.SourceFailure is { } failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
            }

            throw exception is ConnectionLostException lost
                ? new RuntimeUnavailableException($"{_connection.Host} is not reached any more: {lost.Message} ({what}; it is safe to do it again).", isTransient: true, lost.InnerException)
                : deadline.Explain(_connection.Host, what, exception);
        }
        finally
        {
            await content.StopAsync().ConfigureAwait(false);
        }
    }

    private async Task EndUploadAsync(string requestId)
    {
        try
        {
            await _connection.CancelAsync(requestId, TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeException or ObjectDisposedException)
        {
            // The host is not there; then nor is the transfer.
        }
    }

    private async Task DownloadAsync(string path, string format, Stream destination, CancellationToken cancellationToken)
    {
        var what = $"download of {path}";
        using var deadline = _connection.Deadline(_options.TransferIdleTimeout, cancellationToken);
        try
        {
            using var response = await _connection.AgainWhileLostAsync(_ => BeginDownloadAsync(path, format, deadline.Token), _options.ReconnectTimeout, deadline.Token)
                .ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                throw ExecutorErrors.For(_connection.Host, (int)response.StatusCode, await _connection.BodyAsync(response, deadline.Token).ConfigureAwait(false));
            }

            var source = await response.Content.ReadAsStreamAsync(deadline.Token).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                await BoundedRead.CopyAsync(
                    _connection.Host, source, destination, _options.MaxDownloadBytes, () => deadline.Restart(_options.TransferIdleTimeout), deadline.Token).ConfigureAwait(false);
            }
        }
        catch (ConnectionLostException lost)
        {
            throw new IOException($"{what} broke: {lost.Message} What came before may be incomplete.", lost.InnerException);
        }
        catch (OperationCanceledException exception) when (deadline.Token.IsCancellationRequested)
        {
            throw deadline.Explain(_connection.Host, what, exception);
        }
    }

    private async Task<HttpResponseMessage> BeginDownloadAsync(string path, string format, CancellationToken cancellationToken)
    {
        using var request = _connection.Request(HttpMethod.Get, $"{ExecutorRoutes.DownloadFiles}?format={format}&path={Uri.EscapeDataString(path)}");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("*/*"));
        return await _connection.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
