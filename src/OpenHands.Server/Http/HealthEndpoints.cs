using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OpenHands.Server.Http;

/// <summary>Whether the server is there, and whether it is well. For whoever watches it.</summary>
internal static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var everybody = new ServerEndpoint(ServerAccess.Everybody);
        routes.MapGet("/alive", () => TypedResults.Ok(new StatusBody("ok"))).WithTags("health").WithSummary("Says that the server is there.").WithMetadata(everybody);
        routes.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteAsync }).WithMetadata(everybody);
    }

    // Whoever asks learns which check fails, and not why: that is in the log.
    private static async Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json";
        await using var writer = new Utf8JsonWriter(context.Response.Body);
        writer.WriteStartObject();
        writer.WriteString("status"u8, Word(report.Status));
        writer.WriteStartObject("checks"u8);
        foreach (var (name, entry) in report.Entries)
        {
            writer.WriteString(name, Word(entry.Status));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(context.RequestAborted);
    }

    private static string Word(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "ok",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}
