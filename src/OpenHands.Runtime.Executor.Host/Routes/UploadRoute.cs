using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary><c>/upload_file</c>: a form as 0.9.3 takes it, or the bytes of a file or a tar archive as they are. Nothing is held in memory.</summary>
internal sealed class UploadRoute(HostSandbox sandbox, RequestLedger ledger, ExecutorHostOptions options)
{
    private const int LongestBoundary = 200;

    public async Task UploadAsync(HttpContext context)
    {
        RequestBody.ThrowIfLonger(context.Request.ContentLength, options.MaxUploadBytes);
        var receive = Receiver(context.Request);
        var request = ledger.Begin(RequestIds.Of(context), $"{context.Request.Path}{context.Request.QueryString}", begun => WorkAsync(context, receive, begun), out var isNew);
        if (!isNew)
        {
            // Its body is not read: another connection brought it.
            context.Response.Headers.Connection = "close";
        }

        var answer = await request.Answer.ConfigureAwait(false);
        if (answer.Status >= 400)
        {
            context.Response.Headers.Connection = "close";
        }

        await answer.SendAsync(context).ConfigureAwait(false);
    }

    private async Task<HostAnswer> WorkAsync(HttpContext context, Func<Stream, CancellationToken, Task<UploadAnswer>> receive, RecordedRequest request)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(request.Stopping, context.RequestAborted);
        var body = new IdleLimitedStream(context, options.TransferIdleTimeout, options.MaxUploadBytes);
        await using (body.ConfigureAwait(false))
        {
            return HostAnswer.Ok(await receive(body, stop.Token).ConfigureAwait(false), ExecutorJsonContext.Default.UploadAnswer);
        }
    }

    private Func<Stream, CancellationToken, Task<UploadAnswer>> Receiver(HttpRequest request)
    {
        var query = request.Query;
        if (RequestBody.IsOfType(request.ContentType, ExecutorProtocol.Bytes))
        {
            var path = Single(query, "path") ?? throw Missing("path");
            return async (body, token) =>
            {
                await sandbox.Executor.UploadFileAsync(path, body, token).ConfigureAwait(false);
                return new UploadAnswer(Path.GetFileName(path), path, Recursive: false);
            };
        }

        var destination = Single(query, "destination");
        if (RequestBody.IsOfType(request.ContentType, ExecutorProtocol.Tar))
        {
            var directory = destination ?? throw Missing("destination");
            return async (body, token) =>
            {
                await sandbox.Executor.UploadTreeAsync(directory, body, token).ConfigureAwait(false);
                return new UploadAnswer("", directory, Recursive: true);
            };
        }

        if (!RequestBody.IsOfType(request.ContentType, "multipart/form-data"))
        {
            throw new HostRefusal(415, ExecutorErrorCode.UnsupportedMediaType, "An upload is multipart/form-data, application/octet-stream or application/x-tar, and its Content-Type must say so.");
        }

        var isArchive = Single(query, "recursive") is { } recursive && (bool.TryParse(recursive, out var value) ? value : recursive == "1");
        return (body, token) => ReceiveFormAsync(request, body, destination ?? "/", isArchive, token);
    }

    private async Task<UploadAnswer> ReceiveFormAsync(HttpRequest request, Stream body, string destination, bool isArchive, CancellationToken cancellationToken)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(request.ContentType).Boundary).Value;
        if (boundary is not { Length: > 0 and <= LongestBoundary })
        {
            throw HostRefusal.Malformed(["body"], "the form has no boundary", "value_error.multipart");
        }

        var reader = new MultipartReader(boundary, body);
        while (await reader.ReadNextSectionAsync(cancellationToken).ConfigureAwait(false) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name) == "file" && FileNameOf(disposition) is { } fileName)
            {
                var name = await StoreAsync(fileName, section.Body, destination, isArchive, cancellationToken).ConfigureAwait(false);
                return new UploadAnswer(name, destination, isArchive);
            }
        }

        throw HostRefusal.Malformed(["body", "file"], "field required", "value_error.missing");
    }

    private async Task<string> StoreAsync(string fileName, Stream content, string destination, bool isArchive, CancellationToken cancellationToken)
    {
        if (!destination.StartsWith('/'))
        {
            throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, "Destination must be an absolute path");
        }

        if (!isArchive)
        {
            return Path.GetFileName(await sandbox.Executor.Files.UploadIntoAsync(destination, fileName, content, cancellationToken).ConfigureAwait(false));
        }

        if (!fileName.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, "Recursive uploads must be zip files");
        }

        await sandbox.Executor.Files.ExtractZipAsync(destination, content, cancellationToken).ConfigureAwait(false);
        return fileName;
    }

    private static string? FileNameOf(ContentDispositionHeaderValue disposition)
    {
        var name = disposition.FileNameStar.HasValue ? disposition.FileNameStar : HeaderUtilities.RemoveQuotes(disposition.FileName);
        return name.HasValue ? name.Value : null;
    }

    private static string? Single(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values.ToString() : null;

    private static HostRefusal Missing(string parameter) => HostRefusal.Malformed(["query", parameter], "field required", "value_error.missing");
}
