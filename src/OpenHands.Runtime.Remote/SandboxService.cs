using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpenHands.Remote;

/// <summary>Asks a sandbox service. Starting is asked once: a second start could make a second sandbox that nobody knows of.</summary>
internal sealed class SandboxService : IDisposable
{
    private const string KeyHeader = "X-API-Key";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    private readonly SandboxServiceOptions _options;
    private readonly ExecutorConnection _connection;

    public SandboxService(SandboxServiceOptions options, TimeSpan startTimeout, TimeProvider time)
    {
        _options = options;
        _connection = new ExecutorConnection(
            new HttpActionExecutorOptions { BaseAddress = options.Url, ApiKey = options.ApiKey, AnswerTimeout = startTimeout, MaxAnswerBytes = 64 * 1024 },
            time,
            "The sandbox service",
            KeyHeader);
    }

    /// <summary>Starts a sandbox.</summary>
    /// <param name="name">A name that no other has.</param>
    /// <param name="sessionKey">The key that its host is to want.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RuntimeStartException">The service did not start it.</exception>
    public async Task<StartAnswer> StartAsync(string name, string sessionKey, CancellationToken cancellationToken)
    {
        try
        {
            var image = await AskAsync(
                "image_exists",
                () => _connection.Request(HttpMethod.Get, $"/image_exists?image={Uri.EscapeDataString(_options.Image)}"),
                SandboxServiceJsonContext.Default.ImageAnswer,
                s_patience,
                cancellationToken).ConfigureAwait(false);
            if (!image.Exists)
            {
                throw new RuntimeStartException($"{_connection.Host} has no image '{_options.Image}'. Put it there, or name another one.");
            }

            var body = JsonSerializer.SerializeToUtf8Bytes(
                new StartRequest(_options.Image, _options.CommandLine, _options.WorkingDirectory, name, new Dictionary<string, string> { ["SESSION_API_KEY"] = sessionKey }),
                SandboxServiceJsonContext.Default.StartRequest);
            return await AskAsync(
                $"start {name}",
                () => ExecutorConnection.Json(_connection.Request(HttpMethod.Post, "/start", name), body),
                SandboxServiceJsonContext.Default.StartAnswer,
                TimeSpan.Zero,
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeUnavailableException or ExecutorProtocolException)
        {
            throw new RuntimeStartException($"{exception.Message} If a sandbox named {name} is there all the same, stop it.", exception);
        }
    }

    public Task StopAsync(string runtimeId, CancellationToken cancellationToken) => TellAsync("/stop", runtimeId, cancellationToken);

    public Task PauseAsync(string runtimeId, CancellationToken cancellationToken) => TellAsync("/pause", runtimeId, cancellationToken);

    public Task ResumeAsync(string runtimeId, CancellationToken cancellationToken) => TellAsync("/resume", runtimeId, cancellationToken);

    public void Dispose() => _connection.Dispose();

    // Telling it twice is as good as once.
    private Task<AnyAnswer> TellAsync(string route, string runtimeId, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new SandboxRequest(runtimeId), SandboxServiceJsonContext.Default.SandboxRequest);
        return AskAsync(
            route.TrimStart('/'),
            () => ExecutorConnection.Json(_connection.Request(HttpMethod.Post, route), body),
            SandboxServiceJsonContext.Default.AnyAnswer,
            s_patience,
            cancellationToken);
    }

    private Task<T> AskAsync<T>(string what, Func<HttpRequestMessage> makeRequest, JsonTypeInfo<T> answer, TimeSpan patience, CancellationToken cancellationToken) =>
        _connection.AskAsync(what, makeRequest, answer, patience, cancellationToken);
}
