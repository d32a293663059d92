using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenHands.Events;
using OpenHands.Security;
using OpenHands.Server.Http;

namespace OpenHands.Server.Security;

/// <summary>Policy, settings and trace of a session's analyzer, as the security page of the 0.9.3 client asks for them.</summary>
internal static class SecurityEndpoints
{
    // JSON may make each character of a policy six bytes.
    private const int MaxBodyBytes = (SecurityPolicy.MaxTextLength * 6) + 1024;

    private const string AnyContentType = "The body is read whatever its Content-Type, as clients of 0.9.3 say text/plain.";

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE"];

    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/security").WithTags("security").AddEndpointFilter(AskForAnalyzerAsync)
            .Refuses(StatusCodes.Status404NotFound, "The session has no security analyzer, or is not initialised.", typeof(DetailBody));
        api.MapGet("/policy", (HttpContext context) => Policy(context.GetAgentSession().SecurityAnalyzer))
            .Describe("getSecurityPolicy", "The policy by which the analyzer judges.")
            .Answers(typeof(PolicyBody), "The policy.");
        api.MapPost("/policy", (Delegate)SetPolicyAsync)
            .Describe("setSecurityPolicy", "Gives the analyzer another policy.", AnyContentType)
            .Takes(typeof(PolicyBody), "The policy.")
            .Answers(typeof(PolicyBody), "The policy that holds now.")
            .Refuses(StatusCodes.Status400BadRequest, "The text is no policy; the place is named.")
            .Refuses(StatusCodes.Status405MethodNotAllowed, "The policy of this analyzer cannot be changed.", typeof(DetailBody))
            .Refuses(StatusCodes.Status413PayloadTooLarge, "The body is too large.")
            .Refuses(StatusCodes.Status500InternalServerError, "It holds now, but could not be stored.");
        api.MapGet("/settings", (HttpContext context) => Settings(context.GetAgentSession().Security))
            .Describe("getSecuritySettings", "From which risk on the user is asked.")
            .Answers(typeof(SettingsBody), "The settings.");
        api.MapPost("/settings", (Delegate)SetSettingsAsync)
            .Describe("setSecuritySettings", "Changes from which risk on the user is asked.", AnyContentType)
            .Takes(typeof(SettingsBody), "The settings.")
            .Answers(typeof(SettingsBody), "The settings that hold now.")
            .Refuses(StatusCodes.Status400BadRequest, "The number is missing, or there is no such risk.")
            .Refuses(StatusCodes.Status413PayloadTooLarge, "The body is too large.")
            .Refuses(StatusCodes.Status500InternalServerError, "It holds now, but could not be stored.");
        api.MapGet("/export-trace", (Delegate)ExportAsync)
            .Describe("exportSecurityTrace", "The session as messages, calls of tools and their answers.")
            .Answers(typeof(IReadOnlyList<TraceBody>), "The trace, written while it is read.");
        api.MapMethods("/{path}", s_methods, (string path) => NotAllowed()).ExcludeFromDescription();
    }

    private static async ValueTask<object?> AskForAnalyzerAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.GetAgentSession() is { SecurityAnalyzer: not null, Runtime: not null }
            ? await next(context)
            : ApiErrors.Detail(StatusCodes.Status404NotFound, "Security analyzer not initialized");

    private static JsonHttpResult<DetailBody> NotAllowed() => ApiErrors.Detail(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");

    private static async Task<IResult> ExportAsync(HttpContext context)
    {
        var session = context.GetAgentSession();
        context.Response.ContentType = "application/json";
        await TraceExport.WriteAsync(session.Events, session.Services.Options.Serializer, context.Response.BodyWriter, context.RequestAborted);
        return TypedResults.Empty;
    }

    private static JsonHttpResult<PolicyBody> Policy(ISecurityAnalyzer? analyzer) =>
        TypedResults.Json(new PolicyBody((analyzer as IPolicyAnalyzer)?.PolicyText ?? ""), SecurityJsonContext.Default.PolicyBody);

    private static JsonHttpResult<SettingsBody> Settings(SessionSecurity security) => TypedResults.Json(new SettingsBody(security.Severity), SecurityJsonContext.Default.SettingsBody);

    private static async Task<IResult> SetPolicyAsync(HttpContext context)
    {
        var session = context.GetAgentSession();
        if (session is not { SecurityAnalyzer: IPolicyAnalyzer analyzer, Runtime: { } runtime })
        {
            return NotAllowed();
        }

        if (await ReadAsync(context, SecurityJsonContext.Default.PolicyBody) is not { Policy: { } text })
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, """The body must be {"policy": "…"}, with the policy as text.""");
        }

        try
        {
            session.Security.SetPolicy(analyzer, text);
        }
        catch (FormatException exception)
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, exception.Message);
        }
        catch (EventStoreException exception)
        {
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, exception.Message);
        }
        finally
        {
            // The one that is there now: it may have taken the other's place meanwhile.
            session.Security.Prepare(session.SecurityAnalyzer, runtime);
        }

        return TypedResults.Json(new PolicyBody(text), SecurityJsonContext.Default.PolicyBody);
    }

    private static async Task<IResult> SetSettingsAsync(HttpContext context)
    {
        var security = context.GetAgentSession().Security;
        if (await ReadAsync(context, SecurityJsonContext.Default.SettingsBody) is not { RiskSeverity: { } severity })
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, """The body must be {"RISK_SEVERITY": n}, with a number from -1 to 3.""");
        }

        if (!SessionSecurity.IsSeverity(severity))
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, $"RISK_SEVERITY is {severity}; it must be -1, 0, 1, 2 or {SessionSecurity.MaxSeverity}.");
        }

        try
        {
            security.SetSeverity(severity);
        }
        catch (EventStoreException exception)
        {
            return ApiErrors.Error(StatusCodes.Status500InternalServerError, exception.Message);
        }

        return Settings(security);
    }

    // The stock client sends JSON as text/plain, so the type is not asked for. The token, which no other page has, is.
    private static async Task<TBody?> ReadAsync<TBody>(HttpContext context, JsonTypeInfo<TBody> type)
        where TBody : class
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = MaxBodyBytes;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
