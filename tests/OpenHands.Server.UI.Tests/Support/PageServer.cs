using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>A real server with a real shell and the page, on a port of this machine. It can be stopped and started again.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("openhands-ui-");
    private readonly Func<IAgent>? _agent;
    private readonly Action<ServerOptions>? _configure;
    private readonly Action<IRuntimeBuilder>? _runtime;
    private WebApplication? _app;

    private PageServer(Func<IAgent>? agent, Action<ServerOptions>? configure, Action<IRuntimeBuilder>? runtime)
    {
        _agent = agent;
        _configure = configure;
        _runtime = runtime;
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Where the sessions' files are.</summary>
    public string Workspaces => Path.Combine(_data.FullName, "workspaces");

    public IServiceProvider Services => _app!.Services;

    /// <summary>The one session that is live.</summary>
    public AgentSession Session
    {
        get
        {
            var sessions = Services.GetRequiredService<SessionManager>();
            return sessions.TryGet(sessions.List().Single(session => session.IsLive).Id, out var session) ? session : throw new InvalidOperationException("The session has closed.");
        }
    }

    public static async Task<PageServer> StartAsync(Func<IAgent>? agent, Action<ServerOptions>? configure = null, Action<IRuntimeBuilder>? runtime = null)
    {
        var server = new PageServer(agent, configure, runtime);
        await server.StartAsync();
        return server;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address.ToString());
        builder.Logging.ClearProviders();
        if (_agent is not null)
        {
            builder.Services.AddSingleton(new AgentRegistry().Add("CodeActAgent", _agent));
        }

        var server = builder.Services
            .AddOpenHandsServer(options =>
            {
                options.DataDirectory = _data.FullName;
                options.Models.Add("scripted-model");
                _configure?.Invoke(options);
            })
            .AddLocal(local => local.WorkspacePath = Workspaces);
        _runtime?.Invoke(server);
        _app = builder.Build();
        _app.MapOpenHands();
        _app.MapOpenHandsUI();
        await _app.StartAsync();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync();
            await app.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _data.Delete(recursive: true);
    }
}
