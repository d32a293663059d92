using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using OpenHands.Security;
using OpenHands.Server.Http;

namespace OpenHands.Server.Security;

/// <summary>Policy, settings and trace of a session's analyzer, as the security page of the 0.9.3 client asks for them.</summary>
internal static class SecurityEndpoints
{
    // JSON may make each character of a policy six bytes.
    private const int MaxBodyBytes = (SecurityPolicy.MaxTextLength * 6) + 1024;

    private static readonly string[] s_methods = ["GET", "POST", "PUT", "DELETE"];

    public static void Map(IEndpointRouteBuilder api) => api.MapMethods("/security/{path}", s_methods, (HttpContext context, string path) => ServeAsync(context, path))
        .WithTags("security").WithSummary("'policy' and 'settings' of the session's security analyzer, to read and to write, and its 'export-trace'.");

    private static async Task<IResult> ServeAsync(HttpContext context, string path)
    {
        var session = context.GetAgentSession();
        if (session.SecurityAnalyzer is not { } analyzer || session.Runtime is not { } runtime)
        {
            return ApiErrors.Detail(StatusCodes.Status404NotFound, "Security analyzer not initialized");
        }

        switch (context.Request.Method, path)
        {
            case ("GET", "export-trace"):
                context.Response.ContentType = "application/json";
                await TraceExport.WriteAsync(session.Events, session.Services.Options.Serializer, context.Response.BodyWriter, context.RequestAborted);
                return TypedResults.Empty;
            case ("GET", "policy"):
                return Policy(analyzer);
            case ("POST", "policy") when analyzer is IPolicyAnalyzer changeable:
                return await SetPolicyAsync(context, changeable, runtime);
            case ("GET", "settings"):
                return Settings(session.Security);
            case ("POST", "settings"):
                return await SetSettingsAsync(context, session.Security);
            default:
                return ApiErrors.Detail(StatusCodes.Status405MethodNotAllowed, "Method Not Allowed");
        }
    }

    private static JsonHttpResult<PolicyBody> Policy(ISecurityAnalyzer analyzer) =>
        TypedResults.Json(new PolicyBody((analyzer as IPolicyAnalyzer)?.PolicyText ?? ""), SecurityJsonContext.Default.PolicyBody);

    private static JsonHttpResult<SettingsBody> Settings(SessionSecurity security) => TypedResults.Json(new SettingsBody(security.Severity), SecurityJsonContext.Default.SettingsBody);

    private static async Task<IResult> SetPolicyAsync(HttpContext context, IPolicyAnalyzer analyzer, Runtime runtime)
    {
        if (await ReadAsync(context, SecurityJsonContext.Default.PolicyBody) is not { Policy: { } text })
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, """The body must be {"policy": "…"}, with the policy as text.""");
        }

        try
        {
            analyzer.PolicyText = text;
        }
        catch (FormatException exception)
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, exception.Message);
        }

        SessionSecurity.Prepare(analyzer, runtime);
        return TypedResults.Json(new PolicyBody(text), SecurityJsonContext.Default.PolicyBody);
    }

    private static async Task<IResult> SetSettingsAsync(HttpContext context, SessionSecurity security)
    {
        if (await ReadAsync(context, SecurityJsonContext.Default.SettingsBody) is not { RiskSeverity: { } severity })
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, """The body must be {"RISK_SEVERITY": n}, with a number from -1 to 3.""");
        }

        try
        {
            security.Severity = severity;
        }
        catch (ArgumentOutOfRangeException)
        {
            return ApiErrors.Error(StatusCodes.Status400BadRequest, $"RISK_SEVERITY is {severity}; it must be -1, 0, 1, 2 or {SessionSecurity.MaxSeverity}.");
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
