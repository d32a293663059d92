using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Http;

/// <summary>Hands on what a user wants to share, to the service that the server's owner chose.</summary>
internal sealed partial class FeedbackEndpoint(ServerOptions options, IHttpClientFactory clients, ILogger<FeedbackEndpoint> logger)
{
    public const string ClientName = "OpenHands.Server.Feedback";

    /// <summary>Adds it.</summary>
    public static void Map(IEndpointRouteBuilder api) => api.MapPost("/submit-feedback", (HttpContext context, FeedbackEndpoint endpoint) => endpoint.SubmitAsync(context))
        .WithTags("session")
        .Describe("submitFeedback", "Hands feedback on to the service that the server's owner chose.")
        .Takes(typeof(FeedbackBody), "What the user wants to share.")
        .Answers(typeof(JsonElement), "What that service answered, as it is.")
        .Refuses(StatusCodes.Status413PayloadTooLarge, "The body is too large.")
        .Refuses(StatusCodes.Status422UnprocessableEntity, "Something is missing or wrong in the body.", typeof(FieldErrorBody))
        .Refuses(StatusCodes.Status500InternalServerError, "The service could not be reached, or refused.")
        .Refuses(StatusCodes.Status503ServiceUnavailable, "This server hands feedback on to nobody.");

    private async Task<IResult> SubmitAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType() || await ReadAsync(context) is not { ValueKind: JsonValueKind.Object } feedback)
        {
            return ApiErrors.Fields(new FieldError(["body"], "value is not a valid dict", "type_error.dict"));
        }

        FieldError[] problems = [.. Problems(feedback)];
        if (problems.Length > 0)
        {
            return ApiErrors.Fields(problems);
        }

        if (options.FeedbackAddress is not { } address)
        {
            return ApiErrors.Error(StatusCodes.Status503ServiceUnavailable, "This server hands feedback on to nobody. Its owner can set FeedbackAddress.");
        }

        try
        {
            return await HandOnAsync(address, feedback, context.RequestAborted);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException || (exception is OperationCanceledException && !context.RequestAborted.IsCancellationRequested))
        {
            LogFailed(exception);
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, "Failed to submit feedback");
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpContext context)
    {
        try
        {
            return await context.Request.ReadFromJsonAsync(ServerJsonContext.Default.JsonElement, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IEnumerable<FieldError> Problems(JsonElement feedback)
    {
        foreach (var (name, isRight, wrong) in Fields())
        {
            if (!feedback.TryGetProperty(name, out var value))
            {
                yield return FieldError.Missing("body", name);
            }
            else if (!isRight(value))
            {
                yield return new FieldError(["body", name], wrong, "value_error");
            }
        }
    }

    // In the order in which 0.9.3 names them.
    private static IEnumerable<(string Name, Func<JsonElement, bool> IsRight, string Wrong)> Fields() =>
    [
        ("version", IsText, "must be a text"),
        ("email", IsText, "must be a text"),
        ("token", IsText, "must be a text"),
        ("feedback", value => IsText(value) && value.GetString() is "positive" or "negative", "must be 'positive' or 'negative'"),
        ("permissions", value => IsText(value) && value.GetString() is "public" or "private", "must be 'public' or 'private'"),
        ("trajectory", value => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object), "must be a list of objects"),
    ];

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private async Task<IResult> HandOnAsync(Uri address, JsonElement feedback, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(ClientName);
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(feedback, ServerJsonContext.Default.JsonElement));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var answer = await client.PostAsync(address, content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            LogRefused((int)answer.StatusCode);
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, "Failed to submit feedback");
        }

        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        return TypedResults.Json(await JsonSerializer.DeserializeAsync(body, ServerJsonContext.Default.JsonElement, cancellationToken), ServerJsonContext.Default.JsonElement);
    }

    [LoggerMessage(LogLevel.Warning, "Feedback could not be handed on.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The feedback service answered {Status}.")]
    private partial void LogRefused(int status);
}
