using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;
using OpenHands.Server.Http;

namespace OpenHands.Server.Files;

/// <summary>The files of a session's workspace, as clients of 0.9.3 and 0.11 ask for them, and one as it is.</summary>
internal sealed partial class FileEndpoints(WorkspaceFileOptions options, UploadReader uploads, ILogger<FileEndpoints> logger)
{
    // Besides the content, which JSON may make six times as long.
    private const int BodyOverhead = 64 * 1024;

    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("").WithTags("files");
        api.MapGet("/list-files", (HttpContext context, FileEndpoints files) => files.ListAsync(context))
            .WithSummary("The entries of a directory: 'path', by default the workspace.").Produces<IReadOnlyList<string>>();
        api.MapGet("/select-file", (HttpContext context, FileEndpoints files) => files.SelectAsync(context))
            .WithSummary("The text of a file, 'file'.").Produces<CodeBody>();
        api.MapPost("/save-file", (HttpContext context, FileEndpoints files) => files.SaveAsync(context))
            .WithSummary("Writes a text file: {filePath, content}.").Accepts<JsonElement>("application/json").Produces<MessageBody>();
        api.MapPost("/upload-files", (HttpContext context, FileEndpoints files) => files.UploadAsync(context))
            .WithSummary("Stores the parts 'files' of a multipart form in the workspace.").DisableAntiforgery();
        api.MapGet("/zip-directory", (HttpContext context, FileEndpoints files) => files.ZipAsync(context))
            .WithSummary("A directory, 'path', by default the workspace, as a zip archive.");
        api.MapGet("/download-file", (HttpContext context, FileEndpoints files) => files.DownloadAsync(context))
            .WithSummary("The bytes of a file, 'file', whatever they are.");
    }

    private Task<IResult> ListAsync(HttpContext context) => ServeAsync(context, "Error listing files", async (runtime, cancellationToken) =>
        TypedResults.Json(
            await new WorkspaceFiles(runtime, options).ListAsync(context.Request.Query["path"], cancellationToken), FileJsonContext.Default.IReadOnlyListString));

    private Task<IResult> SelectAsync(HttpContext context) => ServeAsync(context, "Error opening file", async (runtime, cancellationToken) =>
        context.Request.Query["file"].ToString() is { Length: > 0 } file
            ? TypedResults.Json(new CodeBody(await new WorkspaceFiles(runtime, options).ReadAsync(file, cancellationToken)), FileJsonContext.Default.CodeBody)
            : ApiErrors.Fields(FieldError.Missing("query", "file")));

    private Task<IResult> SaveAsync(HttpContext context) => ServeAsync(context, "Failed to save file", async (runtime, cancellationToken) =>
    {
        if (context.GetAgentSession().State is not (AgentState.Init or AgentState.Paused or AgentState.Finished or AgentState.AwaitingUserInput))
        {
            return ApiErrors.Detail(StatusCodes.Status403Forbidden, "Code editing is only allowed when the agent is paused, finished, or awaiting user input");
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = (options.MaxEditBytes * 6L) + BodyOverhead;
        }

        using var body = await ReadJsonAsync(context.Request, cancellationToken);
        if (body is null || Text(body, "filePath") is not { Length: > 0 } path || Text(body, "content") is not { } content)
        {
            return ApiErrors.Detail(StatusCodes.Status400BadRequest, "Missing filePath or content");
        }

        if (content.Length > options.MaxEditBytes)
        {
            return ApiErrors.Error(StatusCodes.Status413PayloadTooLarge, $"The content has {content.Length:N0} characters; at most {options.MaxEditBytes:N0} bytes can be saved. Upload the file instead.");
        }

        await new WorkspaceFiles(runtime, options).WriteAsync(path, content, cancellationToken);
        return TypedResults.Json(new MessageBody("File saved successfully"), FileJsonContext.Default.MessageBody);
    });

    private Task<IResult> UploadAsync(HttpContext context) => ServeAsync(context, "Error during file upload", async (runtime, cancellationToken) =>
    {
        // Nothing is kept in memory, so only the policy limits what a file may have.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return await uploads.ReadAsync(context.Request, runtime, cancellationToken) is { } result
            ? TypedResults.Json(result, FileJsonContext.Default.UploadResult, statusCode: result.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest)
            : ApiErrors.Fields(FieldError.Missing("body", "files"));
    });

    private Task<IResult> ZipAsync(HttpContext context) => ServeAsync(context, "Failed to zip workspace", async (runtime, cancellationToken) =>
    {
        var directory = await WorkspacePath.ResolveAsync(runtime, context.Request.Query["path"].ToString(), cancellationToken);
        context.Response.ContentType = "application/zip";
        context.Response.Headers.ContentDisposition = "attachment; filename=workspace.zip";
        await WorkspaceArchive.WriteAsync(runtime, directory, context.Response.BodyWriter, cancellationToken);
        return TypedResults.Empty;
    });

    private Task<IResult> DownloadAsync(HttpContext context) => ServeAsync(context, "Error downloading file", async (runtime, cancellationToken) =>
    {
        if (context.Request.Query["file"].ToString() is not { Length: > 0 } path)
        {
            return ApiErrors.Fields(FieldError.Missing("query", "file"));
        }

        var file = await WorkspacePath.ResolveAsync(runtime, path, cancellationToken);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(Path.GetFileName(file));
        context.Response.ContentType = "application/octet-stream";
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        await new WorkspaceFiles(runtime, options).DownloadAsync(file, context.Response.Body, cancellationToken);
        return TypedResults.Empty;
    });

    private async Task<IResult> ServeAsync(HttpContext context, string failure, Func<Runtime, CancellationToken, Task<IResult>> serve)
    {
        if (context.GetAgentSession().Runtime is not { } runtime)
        {
            return ApiErrors.Error(StatusCodes.Status404NotFound, "Runtime not yet initialized");
        }

        try
        {
            return await serve(runtime, context.RequestAborted);
        }
        catch (Exception exception) when (!context.RequestAborted.IsCancellationRequested)
        {
            if (context.Response.HasStarted)
            {
                // Half an answer must not look like a whole one.
                LogFailed(exception, failure, context.GetAgentSession().Id);
                context.Abort();
                return TypedResults.Empty;
            }

            context.Response.Headers.ContentDisposition = default;
            if (Refused(exception, failure) is { } refusal)
            {
                return refusal;
            }

            LogFailed(exception, failure, context.GetAgentSession().Id);
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, $"{failure}. The server's log has the reason.");
        }
    }

    private static JsonHttpResult<ErrorBody>? Refused(Exception exception, string failure) => exception switch
    {
        PathRefusedException => ApiErrors.Error(StatusCodes.Status403Forbidden, exception.Message),
        FileNotFoundException or DirectoryNotFoundException => ApiErrors.Error(StatusCodes.Status404NotFound, $"{failure}: {exception.Message}"),
        NoFileException => ApiErrors.Error(StatusCodes.Status400BadRequest, $"{failure}: {exception.Message}"),
        InvalidTextException => ApiErrors.Error(StatusCodes.Status415UnsupportedMediaType, $"{failure}: {exception.Message}"),
        TooLargeException => ApiErrors.Error(StatusCodes.Status413PayloadTooLarge, $"{failure}: {exception.Message}"),
        BadHttpRequestException bad => ApiErrors.Error(bad.StatusCode, bad.Message),
        InvalidDataException => ApiErrors.Error(StatusCodes.Status400BadRequest, $"{failure}: {exception.Message}"),
        IOException => ApiErrors.Error(StatusCodes.Status500InternalServerError, $"{failure}: {exception.Message}"),
        RuntimeException => ApiErrors.Error(StatusCodes.Status503ServiceUnavailable, $"{failure}: {exception.Message}"),

        // The runtime was stopped meanwhile.
        InvalidOperationException when exception is not ObjectDisposedException => ApiErrors.Error(StatusCodes.Status409Conflict, $"{failure}: {exception.Message}"),
        _ => null,
    };

    private static async Task<JsonDocument?> ReadJsonAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellationToken);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonDocument body, string name)
    {
        try
        {
            return body.RootElement.ValueKind == JsonValueKind.Object && body.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair is JSON and no text.
            return null;
        }
    }

    [LoggerMessage(LogLevel.Warning, "{Failure} in session {SessionId}.")]
    private partial void LogFailed(Exception exception, string failure, string sessionId);
}
