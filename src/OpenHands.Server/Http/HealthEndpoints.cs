using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenHands.Server.Http;

/// <summary>Whether the server is there, and whether it is well. For whoever watches it.</summary>
internal static class HealthEndpoints
{
    private static readonly string[] s_methods = ["GET", "HEAD"];

    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var health = routes.MapGroup("").WithTags("health").WithMetadata(new ServerEndpoint(ServerAccess.Everybody));
        health.MapGet("/alive", () => TypedResults.Json(new StatusBody("ok"), ServerJsonContext.Default.StatusBody))
            .Describe("isAlive", "Says that the server is there, at once, whatever it does.")
            .Answers(typeof(StatusBody), "It is there.");
        health.MapMethods("/health", s_methods, (Delegate)CheckAsync)
            .Describe("checkHealth", "Runs the health checks of the application: 'openhands', and its own.")
            .Answers(typeof(HealthBody), "It is well, or does its work with difficulty.")
            .Refuses(StatusCodes.Status503ServiceUnavailable, "A check has failed.", typeof(HealthBody));
    }

    private static async Task<JsonHttpResult<HealthBody>> CheckAsync(HttpContext context, HealthCheckService checks)
    {
        var report = await checks.CheckHealthAsync(context.RequestAborted);
        context.Response.Headers.CacheControl = "no-store, no-cache";

        // Whoever asks learns which check fails, and not why: that is in the log.
        var body = new HealthBody(Word(report.Status), report.Entries.ToDictionary(entry => entry.Key, entry => Word(entry.Value.Status), StringComparer.Ordinal));
        var status = report.Status == HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        return TypedResults.Json(body, ServerJsonContext.Default.HealthBody, "application/json", status);
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
