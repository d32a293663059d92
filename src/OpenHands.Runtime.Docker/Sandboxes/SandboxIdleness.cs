using System.Text.Json;

namespace OpenHands.Docker;

/// <summary>How long nobody has used a sandbox.</summary>
internal static class SandboxIdleness
{
    private const int MostBytes = 64 * 1024;
    private static readonly TimeSpan s_answerTime = TimeSpan.FromSeconds(10);

    /// <summary>Asks the executor of a container that runs; of a stopped one, counts from when it stopped.</summary>
    /// <returns>The time; <see langword="null"/> when it cannot be known.</returns>
    public static async Task<TimeSpan?> MeasureAsync(IContainerEngine engine, ContainerSummary container, TimeProvider time, CancellationToken cancellationToken)
    {
        if (container.Status != "running")
        {
            var state = await engine.InspectContainerAsync(container.Id, cancellationToken).ConfigureAwait(false);
            return state?.Finished is { } finished ? time.GetUtcNow() - finished : null;
        }

        using var timer = new CancellationTokenSource(s_answerTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectCallback = async (_, token) => await engine.ExecuteAsync(container.Id, Sandbox.ConnectCommand, token).ConfigureAwait(false),
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost/"), MaxResponseContentBufferSize = MostBytes };
        try
        {
            var answer = await client.GetByteArrayAsync("server_info", either.Token).ConfigureAwait(false);
            using var json = JsonDocument.Parse(answer);
            return json.RootElement.TryGetProperty("idle_time", out var idle) && idle.TryGetDouble(out var seconds) && seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or InvalidOperationException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
