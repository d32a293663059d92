using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>A sandbox service whose sandboxes are executor hosts in this process, each with a directory and a key of its own.</summary>
internal sealed class SandboxServiceStub : IAsyncDisposable
{
    public const string Key = "service-key";

    private readonly WebApplication _application;
    private readonly ConcurrentDictionary<string, (ExecutorHost Host, TemporaryDirectory Directory)> _sandboxes = new();

    private SandboxServiceStub(WebApplication application) => _application = application;

    /// <summary>What it was asked, in order: route and sandbox.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    public Uri Url => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>How many run.</summary>
    public int Running => _sandboxes.Count;

    /// <summary>Answers in place of the address of a sandbox, for tests of bad ones.</summary>
    public string? FalseUrl { get; set; }

    public SandboxServiceOptions Options(string key = Key, string image = "image") => new() { Url = Url, ApiKey = key, Image = image };

    public static async Task<SandboxServiceStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0));
        var application = builder.Build();
        var service = new SandboxServiceStub(application);
        application.Run(service.HandleAsync);
        await application.StartAsync();
        return service;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _sandboxes.Keys)
        {
            await StopAsync(id);
        }

        await _application.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        var route = context.Request.Path.Value!;
        if (context.Request.Headers["X-API-Key"] != Key)
        {
            context.Response.StatusCode = 401;
            return;
        }

        if (route == "/image_exists")
        {
            Asked.Enqueue($"{route} {context.Request.Query["image"]}");
            await AnswerAsync(context, 200, new JsonObject { ["exists"] = context.Request.Query["image"] == "image" });
            return;
        }

        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (route == "/start")
        {
            var (id, url) = await StartSandboxAsync(body);
            Asked.Enqueue($"{route} {id}");
            await AnswerAsync(context, 201, new JsonObject { ["runtime_id"] = id, ["url"] = FalseUrl ?? url });
            return;
        }

        var runtime = body["runtime_id"]!.GetValue<string>();
        Asked.Enqueue($"{route} {runtime}");
        if (route == "/stop")
        {
            await StopAsync(runtime);
        }

        await AnswerAsync(context, 200, new JsonObject { ["status"] = "ok" });
    }

    private async Task<(string Id, string Url)> StartSandboxAsync(JsonNode request)
    {
        var directory = new TemporaryDirectory();
        var host = await ExecutorHost.StartAsync(new ExecutorHostOptions
        {
            Port = 0,
            WorkingDirectory = directory.Path,
            ApiKey = request["environment"]!["SESSION_API_KEY"]!.GetValue<string>(),
        });
        var id = $"sandbox-{Guid.NewGuid():N}";
        _sandboxes[id] = (host, directory);
        return (id, host.Url!.AbsoluteUri);
    }

    private async Task StopAsync(string id)
    {
        if (_sandboxes.TryRemove(id, out var sandbox))
        {
            await sandbox.Host.DisposeAsync();
            sandbox.Directory.Dispose();
        }
    }

    private static Task AnswerAsync(HttpContext context, int status, JsonObject body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString());
    }
}
