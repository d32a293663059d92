using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace OpenHands.Server.Files;

/// <summary>Takes the files of an upload one after another and hands each on to the sandbox while it comes.</summary>
internal sealed partial class UploadReader(WorkspaceFileOptions options, ILogger<UploadReader> logger)
{
    private const string FieldName = "files";
    private const int MaxBoundaryLength = 128;

    private readonly UploadPolicy _policy = new(options);

    /// <summary>Stores what a request brings.</summary>
    /// <param name="request">The request, of which nothing was read yet.</param>
    /// <param name="runtime">Where the files go: its workspace.</param>
    /// <param name="cancellationToken">Ends it; what was stored stays.</param>
    /// <returns>What became of each file; <see langword="null"/> when the request has no part <c>files</c>.</returns>
    /// <exception cref="InvalidDataException">The request's body is not what its headers say.</exception>
    public async Task<UploadResult?> ReadAsync(HttpRequest request, Runtime runtime, CancellationToken cancellationToken)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !string.Equals(type.MediaType.Value, "multipart/form-data", StringComparison.OrdinalIgnoreCase)
            || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 and <= MaxBoundaryLength } boundary)
        {
            return null;
        }

        var result = new UploadResult();
        var isThere = false;
        var reader = new MultipartReader(boundary, request.Body);
        while (await NextAsync(reader, cancellationToken) is { } section)
        {
            if (ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition)
                && HeaderUtilities.RemoveQuotes(disposition.Name) == FieldName && NameOf(disposition) is { } name)
            {
                isThere = true;
                await StoreAsync(section.Body, name, runtime, result, cancellationToken);
            }
        }

        return isThere ? result : null;
    }

    private static async Task<MultipartSection?> NextAsync(MultipartReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadNextSectionAsync(cancellationToken);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            throw new InvalidDataException("The form ends before its last boundary.", exception);
        }
    }

    // A browser's form with no file chosen brings one with an empty name.
    private static string? NameOf(ContentDispositionHeaderValue disposition) => HeaderUtilities.UnescapeAsQuotedString(
        disposition.FileNameStar.HasValue ? disposition.FileNameStar : disposition.FileName).Value is { Length: > 0 } name ? name : null;

    private async Task StoreAsync(Stream body, string name, Runtime runtime, UploadResult result, CancellationToken cancellationToken)
    {
        var safe = UploadPolicy.Sanitize(name);
        if (safe.Length == 0 || !_policy.Allows(safe))
        {
            result.Skip(safe, safe.Length == 0 ? "File name not allowed" : "File type not allowed");
            return;
        }

        if (result.UploadedFiles.Count >= options.MaxFilesPerUpload)
        {
            result.Skip(safe, $"Exceeds maximum number of {options.MaxFilesPerUpload} files");
            return;
        }

        var content = new LimitedStream(body, _policy.MaxBytes);
        try
        {
            var path = await WorkspacePath.ResolveAsync(runtime, safe, cancellationToken);
            await runtime.UploadFileAsync(path, content, cancellationToken);
            result.UploadedFiles.Add(safe);
        }
        catch (Exception) when (content.IsTooLarge)
        {
            result.Skip(safe, $"Exceeds maximum size limit of {Size(_policy.MaxBytes)}");
        }
        catch (Exception exception) when (content.HasFailed && exception is not (OperationCanceledException or BadHttpRequestException))
        {
            throw new InvalidDataException($"The form ends within the file '{safe}', which was not stored.", exception);
        }
        catch (Exception exception) when (exception is PathRefusedException or RuntimeException || (exception is IOException and not BadHttpRequestException && !cancellationToken.IsCancellationRequested))
        {
            // The files before it are stored: the client is told which one failed, and why.
            LogNotStored(runtime.Events.Secrets.Mask(exception), runtime.SessionId);
            result.Skip(safe, exception.Message);
        }
    }

    private static string Size(long bytes) => bytes % (1024 * 1024) == 0 ? $"{bytes / (1024 * 1024)}MB" : $"{bytes:N0} bytes";

    [LoggerMessage(LogLevel.Warning, "An uploaded file could not be stored in the workspace of session {SessionId}.")]
    private partial void LogNotStored(Exception exception, string sessionId);
}
