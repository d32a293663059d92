using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenHands.Execution.Host;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Support;

/// <summary>A server on a real socket, with one initialised session on a real runtime of this machine.</summary>
internal sealed class WorkspaceServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TempWorkspace _temporary;

    private readonly ExecutorHost? _host;

    private WorkspaceServer(WebApplication app, ExecutorHost? host, TempWorkspace temporary, TestClient client, HttpClient http)
    {
        _app = app;
        _host = host;
        _temporary = temporary;
        Client = client;
        Http = http;
    }

    /// <summary>The session's own directory, on this machine.</summary>
    public string Root => Directory.GetDirectories(_temporary.Root).Single();

    /// <summary>Names of the files at its top.</summary>
    public IEnumerable<string> Files => Directory.GetFiles(Root).Select(file => Path.GetFileName(file)!);

    public Uri Address => Http.BaseAddress!;

    public TestClient Client { get; }

    /// <summary>Sends the session's token.</summary>
    public HttpClient Http { get; }

    /// <summary>Starts it. With the backend <c>remote</c>, the server reaches files through an executor host only, over HTTP.</summary>
    public static async Task<WorkspaceServer> StartAsync(
        Action<WorkspaceFileOptions>? files = null, string settings = "{}", Func<IAgent>? agent = null, bool initialize = true, string backend = "local")
    {
        var workspace = new TempWorkspace();
        var host = backend == "remote" ? await StartHostAsync(workspace) : null;
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(new AgentRegistry().Add("CodeActAgent", agent ?? (() => new ScriptedAgent())));
        var runtimes = builder.Services.AddOpenHandsServer();
        _ = host is null ? runtimes.AddLocal(options => options.WorkspacePath = workspace.Root) : runtimes.AddRemote(options => options.Url = host.Url);
        builder.Services.Configure(files ?? (_ => { }));
        var app = builder.Build();
        app.MapOpenHands();
        await app.StartAsync();
        var address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var client = await TestClient.ConnectAsync(address);
        var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        if (initialize)
        {
            await client.InitializeAsync(settings);
        }

        return new WorkspaceServer(app, host, workspace, client, http);
    }

    public string PathOf(string name) => Path.Combine(Root, name);

    public void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllText(PathOf(name), text);
    }

    public async Task<(int Status, string Body)> GetAsync(string path)
    {
        using var response = await Http.GetAsync(path);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<(int Status, string Body)> PostAsync(string path, string json, string type = "application/json")
    {
        using var content = new StringContent(json, System.Text.Encoding.UTF8, type);
        using var response = await Http.PostAsync(path, content);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Client.DisposeAsync();
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _temporary.Dispose();
    }

    private static Task<ExecutorHost> StartHostAsync(TempWorkspace workspace)
    {
        var directory = Directory.CreateDirectory(Path.Combine(workspace.Root, "remote")).FullName;
        return ExecutorHost.StartAsync(new ExecutorHostOptions { Port = 0, WorkingDirectory = directory });
    }
}
