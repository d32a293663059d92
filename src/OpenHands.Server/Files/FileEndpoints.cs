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
        // What ServeAsync answers holds for all of them.
        var api = routes.MapGroup("").WithTags("files")
            .Refuses(StatusCodes.Status403Forbidden, "The path leads out of the workspace.")
            .Refuses(StatusCodes.Status404NotFound, "The session has no runtime yet.")
            .Refuses(StatusCodes.Status409Conflict, "The runtime was stopped meanwhile.")
            .Refuses(StatusCodes.Status500InternalServerError, "The workspace could not be read or written.")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "The runtime does not answer.");
        api.MapGet("/list-files", (HttpContext context, FileEndpoints files) => files.ListAsync(context))
            .Describe("listFiles", "The entries of a directory, without what is hidden or left out by .gitignore.")
            .Query("path", "The directory: relative to the workspace, or absolute and within it. By default the workspace.")
            .Answers(typeof(IReadOnlyList<string>), "Names, directories first and with a slash at the end; with a path, each with it in front. None of a directory that is not there.");
        api.MapGet("/select-file", (HttpContext context, FileEndpoints files) => files.SelectAsync(context))
            .Describe("selectFile", "The text of a file.")
            .Query("file", "The file: relative to the workspace, or absolute and within it.", isRequired: true)
            .Answers(typeof(CodeBody), "The text.")
            .Refuses(StatusCodes.Status404NotFound, "There is no such file.")
            .Refuses(StatusCodes.Status413PayloadTooLarge, "The file is too large to be opened in an editor (MaxEditBytes).")
            .Refuses(StatusCodes.Status415UnsupportedMediaType, "The file is no text in UTF-8.")
            .Refuses(StatusCodes.Status422UnprocessableEntity, "No file is named.", typeof(FieldErrorBody));
        api.MapPost("/save-file", (HttpContext context, FileEndpoints files) => files.SaveAsync(context))
            .Describe("saveFile", "Writes a text file, while the agent rests.")
            .Takes(typeof(SaveFileBody), "The file and its text, of at most MaxEditBytes.")
            .Answers(typeof(MessageBody), "It is written.")
            .Refuses(StatusCodes.Status400BadRequest, "The path or the text is missing.", typeof(DetailBody))
            .Refuses(StatusCodes.Status403Forbidden, "The agent is at work.", typeof(DetailBody))
            .Refuses(StatusCodes.Status413PayloadTooLarge, "The text is too large.");
        api.MapPost("/upload-files", (HttpContext context, FileEndpoints files) => files.UploadAsync(context)).DisableAntiforgery()
            .Describe("uploadFiles", "Stores files at the top of the workspace, while they come.", "Names are cleaned. A file of the same name is replaced.")
            .TakesFiles("files", "One part for each file, at most MaxFilesPerUpload. What is larger than MaxUploadBytes or of a kind that is not among AllowedExtensions is skipped.")
            .Answers(typeof(UploadBody), "What became of each file.")
            .Refuses(StatusCodes.Status400BadRequest, "Every file was skipped.", typeof(UploadBody))
            .Refuses(StatusCodes.Status400BadRequest, "The form breaks off. Files before that are stored.")
            .Refuses(StatusCodes.Status422UnprocessableEntity, "The body has no files, or is not a multipart form.", typeof(FieldErrorBody));
        api.MapGet("/zip-directory", (HttpContext context, FileEndpoints files) => files.ZipAsync(context))
            .Describe("zipDirectory", "A directory with all that is in it, as a zip archive.", "What fails after the first byte breaks the connection off.")
            .Query("path", "The directory: relative to the workspace, or absolute and within it. By default the workspace.")
            .AnswersWith("application/zip", "The archive, made while it is sent. Links are in it as links.")
            .Refuses(StatusCodes.Status404NotFound, "There is no such directory.");
        api.MapGet("/download-file", (HttpContext context, FileEndpoints files) => files.DownloadAsync(context))
            .Describe("downloadFile", "The bytes of a file, whatever they are.", "What fails after the first byte breaks the connection off.")
            .Query("file", "The file: relative to the workspace, or absolute and within it.", isRequired: true)
            .AnswersWith("application/octet-stream", "The bytes, as an attachment.", ("Content-Disposition", "The name of the file, by RFC 6266."))
            .Refuses(StatusCodes.Status400BadRequest, "It is a directory or a special file.")
            .Refuses(StatusCodes.Status404NotFound, "There is no such file.")
            .Refuses(StatusCodes.Status422UnprocessableEntity, "No file is named.", typeof(FieldErrorBody));
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
            ? TypedResults.Json(result.ToBody(), FileJsonContext.Default.UploadBody, statusCode: result.Error is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest)
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
                LogFailed(runtime.Events.Secrets.Mask(exception), failure, context.GetAgentSession().Id);
                context.Abort();
                return TypedResults.Empty;
            }

            context.Response.Headers.ContentDisposition = default;
            if (Refused(exception, failure) is { } refusal)
            {
                return refusal;
            }

            LogFailed(runtime.Events.Secrets.Mask(exception), failure, context.GetAgentSession().Id);
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
