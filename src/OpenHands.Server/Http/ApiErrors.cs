using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace OpenHands.Server.Http;

/// <summary>The shapes of refusals, which clients of 0.9.3 know.</summary>
internal static class ApiErrors
{
    /// <summary>A refusal of the server: <c>{"error": "…"}</c>.</summary>
    public static JsonHttpResult<ErrorBody> Error(int status, string message) =>
        TypedResults.Json(new ErrorBody(message), ServerJsonContext.Default.ErrorBody, statusCode: status);

    /// <summary>A refusal as web frameworks say it: <c>{"detail": "…"}</c>.</summary>
    public static JsonHttpResult<DetailBody> Detail(int status, string message) =>
        TypedResults.Json(new DetailBody(message), ServerJsonContext.Default.DetailBody, statusCode: status);

    /// <summary>422 for what is missing or wrong: <c>{"detail": [{"loc": ["body", "email"], "msg": "field required", "type": "…"}]}</c>.</summary>
    public static JsonHttpResult<FieldErrorBody> Fields(params IReadOnlyList<FieldError> problems) =>
        TypedResults.Json(new FieldErrorBody(problems), ServerJsonContext.Default.FieldErrorBody, statusCode: StatusCodes.Status422UnprocessableEntity);

    /// <summary>Says of every address of a group that no other endpoint has that there is nothing. Unlike a fallback of the framework, also of those with an extension.</summary>
    public static void MapNothingElse(this IEndpointRouteBuilder group) =>
        group.Map("{**path}", () => Detail(StatusCodes.Status404NotFound, "Not Found")).WithOrder(int.MaxValue).ExcludeFromDescription();

    /// <summary>Writes a refusal without an endpoint, as middleware does.</summary>
    public static Task WriteErrorAsync(HttpContext context, int status, string message) => Error(status, message).ExecuteAsync(context);
}

/// <summary>A refusal of the server.</summary>
/// <param name="Error">Why, and what to do.</param>
internal sealed record ErrorBody([property: JsonPropertyName("error")] string Error);

/// <summary>A refusal as web frameworks say it.</summary>
/// <param name="Detail">Why.</param>
internal sealed record DetailBody([property: JsonPropertyName("detail")] string Detail);

/// <summary>What is missing or wrong in a request.</summary>
/// <param name="Detail">Each field.</param>
internal sealed record FieldErrorBody([property: JsonPropertyName("detail")] IReadOnlyList<FieldError> Detail);

/// <summary>One field that is missing or wrong.</summary>
/// <param name="Loc">Where: <c>body</c> or <c>query</c>, then the name.</param>
/// <param name="Msg">A few words for people.</param>
/// <param name="Type">A word for programs.</param>
internal sealed record FieldError(
    [property: JsonPropertyName("loc")] IReadOnlyList<string> Loc, [property: JsonPropertyName("msg")] string Msg, [property: JsonPropertyName("type")] string Type)
{
    public static FieldError Missing(string place, string name) => new([place, name], "field required", "value_error.missing");
}
