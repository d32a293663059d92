using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Tests.Support;

/// <summary>A service that takes feedback, on a real socket.</summary>
internal sealed class FeedbackService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FeedbackService(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First() + "/feedback");

    public string? Received { get; private set; }

    public bool IsBroken { get; set; }

    public static async Task<FeedbackService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var service = new FeedbackService(builder.Build());
        service._app.MapPost("/feedback", service.TakeAsync);
        await service._app.StartAsync();
        return service;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        Received = await reader.ReadToEndAsync();
        context.Response.StatusCode = IsBroken ? 500 : 200;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync("""{"statusCode":200,"body":{"feedback_id":"7"}}""");
    }
}
