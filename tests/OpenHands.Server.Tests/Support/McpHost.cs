using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Client;
using OpenHands.Server.Mcp;

namespace OpenHands.Server.Tests.Support;

/// <summary>An application that gives local runtimes to clients of the protocol, on a real socket of this machine.</summary>
internal sealed class McpHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private McpHost(WebApplication app, DirectoryInfo directory)
    {
        _app = app;
        _directory = directory;
    }

    public Uri Address => new(new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()), "/mcp");

    public McpSessions Sessions => _app.Services.GetRequiredService<McpSessions>();

    /// <summary>The workspaces of the sessions.</summary>
    public string Workspaces => _directory.FullName;

    public static async Task<McpHost> StartAsync(
        Action<McpEndpointOptions>? configure = null, Action<ServerOptions>? server = null, TimeProvider? time = null, Action<WebApplication>? pipeline = null)
    {
        var directory = Directory.CreateTempSubdirectory("openhands-mcp-");
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (time is not null)
        {
            builder.Services.AddSingleton(time);
        }

        builder.Services.AddOpenHandsServer(server);
        builder.Services.AddOpenHandsMcp(configure).AddLocal(local => local.WorkspacePath = directory.FullName).AddBrowser();
        var app = builder.Build();
        pipeline?.Invoke(app);
        app.MapOpenHandsMcp();
        await app.StartAsync();
        return new McpHost(app, directory);
    }

    public async Task<McpClient> ConnectAsync(params (string Name, string Value)[] headers) => await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
    {
        Endpoint = Address,
        TransportMode = HttpTransportMode.StreamableHttp,
        AdditionalHeaders = headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.Ordinal),
    }));

    /// <summary>A client that does not listen, and leaves without a word.</summary>
    public async Task<McpClient> ConnectQuietlyAsync() => await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
    {
        Endpoint = Address,
        TransportMode = HttpTransportMode.StreamableHttp,
        EnableStandaloneGetStream = false,
        OwnsSession = false,
    }));

    public Task StopAsync() => _app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }
}
