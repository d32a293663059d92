using OpenHands.Execution.Host;

namespace OpenHands.Remote.Tests;

/// <summary>An executor host in this process with a directory of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;

    private TestHost(TemporaryDirectory directory, ExecutorHost host)
    {
        _directory = directory;
        Host = host;
        Http = new HttpClient { BaseAddress = Url };
    }

    public ExecutorHost Host { get; }

    public Uri Url => Host.Url!;

    public string Workspace => _directory.Path;

    /// <summary>A plain client, as curl is one.</summary>
    public HttpClient Http { get; }

    public static async Task<TestHost> StartAsync(Func<string, ExecutorHostOptions>? options = null)
    {
        var directory = new TemporaryDirectory();
        var host = await ExecutorHost.StartAsync(options?.Invoke(directory.Path) ?? new ExecutorHostOptions { Port = 0, WorkingDirectory = directory.Path });
        return new TestHost(directory, host);
    }

    public string PathOf(string name) => Path.Combine(Workspace, name);

    public Task<HttpActionExecutor> ConnectAsync(Uri? url = null, Func<HttpActionExecutorOptions>? options = null) =>
        HttpActionExecutor.ConnectAsync(options?.Invoke() ?? new HttpActionExecutorOptions { BaseAddress = url ?? Url });

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Host.DisposeAsync();
        _directory.Dispose();
    }
}
