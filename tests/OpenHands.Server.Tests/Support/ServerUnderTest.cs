using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>A server on a real socket of this machine.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServerUnderTest(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    public SessionManager Sessions => Services.GetRequiredService<SessionManager>();

    public FakeRuntime Runtime => Services.GetRequiredService<FakeRuntimeFactory>().Created[^1];

    public Uri Address => new(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a server. Its sessions run on a fake runtime that answers every command with <c>OUT command</c>.</summary>
    public static async Task<ServerUnderTest> StartAsync(
        Action<ServerOptions>? configure = null, Func<IAgent>? agent = null, Action<IServiceCollection>? services = null, Action<FakeRuntime>? script = null, string listen = "http://127.0.0.1:0",
        Action<WebApplication>? map = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(listen);
        builder.Logging.ClearProviders();
        if (agent is not null)
        {
            builder.Services.AddSingleton(new AgentRegistry().Add("CodeActAgent", agent));
        }

        services?.Invoke(builder.Services);
        builder.Services.AddOpenHandsServer(configure).AddFake(script ?? Answer);
        var app = builder.Build();
        app.MapOpenHands();
        map?.Invoke(app);
        await app.StartAsync();
        return new ServerUnderTest(app);
    }

    public static void Answer(FakeRuntime runtime) =>
        runtime.When<CmdRunAction>().Answer(action => new CmdOutputObservation(action.Command) { Content = $"OUT {action.Command}" });

    public HttpClient CreateHttp() => new() { BaseAddress = Address };

    public Task<TestClient> ConnectAsync(string query = "") => TestClient.ConnectAsync(Address, query);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
