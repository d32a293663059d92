using System.Globalization;
using Microsoft.AspNetCore.Http;
using OpenHands.Server.Http;

namespace OpenHands.Server.Access;

/// <summary>Refuses requests for the server's own endpoints that may not be served, before anything of them is read.</summary>
internal sealed class AccessMiddleware(RequestDelegate next, AccessRules rules, RequestLimiter limiter, SessionTokens tokens, SessionManager sessions)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ServerEndpoint>() is not { } endpoint)
        {
            return next(context);
        }

        if (!limiter.TryTake(context.Connection.RemoteIpAddress, out var wait))
        {
            return RefuseForNowAsync(context, wait);
        }

        if (endpoint.Access == ServerAccess.Everybody)
        {
            return next(context);
        }

        if (rules.WhyRefused(context) is { } why)
        {
            return ApiErrors.WriteErrorAsync(context, StatusCodes.Status403Forbidden, why);
        }

        if (!rules.HasKey(context.Request) && !(endpoint.Access == ServerAccess.Program && rules.HasBearerKey(context.Request)))
        {
            return ApiErrors.WriteErrorAsync(context, StatusCodes.Status403Forbidden, $"This server wants a key, in the header {AccessRules.KeyHeader}. In a browser, open the page /login first.");
        }

        return endpoint.Access == ServerAccess.Session ? ServeSessionAsync(context) : next(context);
    }

    private static Task RefuseForNowAsync(HttpContext context, TimeSpan wait)
    {
        var seconds = (int)Math.Ceiling(wait.TotalSeconds);
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return ApiErrors.WriteErrorAsync(context, StatusCodes.Status429TooManyRequests, $"Too many requests from this address. Try again in {seconds} s, or raise RequestsPerSecond.");
    }

    private async Task ServeSessionAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (header.Length == 0)
        {
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status401Unauthorized, "Missing Authorization header");
            return;
        }

        // Clients of 0.9.3 may leave the scheme out.
        const string scheme = "Bearer";
        var at = header.IndexOf(scheme, StringComparison.Ordinal);
        if (tokens.Read((at < 0 ? header : header[(at + scheme.Length)..]).Trim()) is not { } sessionId)
        {
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status401Unauthorized, "Invalid token");
            return;
        }

        if (sessions.TryHold(sessionId) is not { } hold)
        {
            await ApiErrors.WriteErrorAsync(context, StatusCodes.Status404NotFound, "Session not found");
            return;
        }

        await using (hold)
        {
            hold.Session.Touch();
            context.Features.Set(hold.Session);
            await next(context);
        }
    }
}
