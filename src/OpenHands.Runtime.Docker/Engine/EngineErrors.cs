using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Docker.DotNet;

namespace OpenHands.Docker;

/// <summary>What the client library throws, sorted.</summary>
internal static class EngineErrors
{
    private const int LongestMessage = 2000;

    /// <summary>What an exception means; <see langword="null"/> for one that is not the engine's.</summary>
    public static EngineException? Explain(Exception exception, string endpoint) => exception switch
    {
        EngineException => null,
        OperationCanceledException canceled when canceled.InnerException is TimeoutException => new EngineException(EngineFailure.Unreachable, $"It did not answer: {canceled.InnerException.Message}", exception),
        OperationCanceledException or ObjectDisposedException => null,
        DockerApiException answered => new EngineException(Kind(answered), Message(answered), exception),
        TimeoutException => new EngineException(EngineFailure.Unreachable, $"It did not answer in time: {exception.Message}", exception),
        _ when Socket(exception) is { } socket => new EngineException(
            socket.SocketErrorCode == SocketError.AccessDenied ? EngineFailure.Forbidden : EngineFailure.Unreachable, socket.Message, exception),
        UnauthorizedAccessException => new EngineException(EngineFailure.Forbidden, exception.Message, exception),
        HttpRequestException or IOException => new EngineException(EngineFailure.Unreachable, exception.Message, exception),

        // An answer that is no JSON: whatever listens there is no engine.
        _ when exception.GetType().Namespace is { } name && name.StartsWith("Newtonsoft.Json", StringComparison.Ordinal) =>
            new EngineException(EngineFailure.Other, $"What listens at {endpoint} does not answer as a Docker engine does: {exception.Message}", exception),
        FormatException or InvalidOperationException =>
            new EngineException(EngineFailure.Other, $"What listens at {endpoint} does not answer as a Docker engine does: {exception.Message}", exception),
        _ => null,
    };

    private static SocketException? Socket(Exception? exception)
    {
        for (var at = exception; at is not null; at = at.InnerException)
        {
            if (at is SocketException socket)
            {
                return socket;
            }
        }

        return null;
    }

    private static EngineFailure Kind(DockerApiException exception) => exception.StatusCode switch
    {
        _ when Message(exception).Contains("no space left on device", StringComparison.OrdinalIgnoreCase) => EngineFailure.DiskFull,
        HttpStatusCode.NotFound => EngineFailure.NotFound,
        HttpStatusCode.Conflict => EngineFailure.Conflict,
        HttpStatusCode.BadRequest => EngineFailure.Refused,
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => EngineFailure.Forbidden,
        _ => EngineFailure.Other,
    };

    private static string Message(DockerApiException exception)
    {
        var body = exception.ResponseBody ?? "";
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
            {
                body = message.GetString()!;
            }
        }
        catch (JsonException)
        {
            // Then it is the message as it stands.
        }

        body = body.Trim();
        return body.Length switch
        {
            0 => $"Status {(int)exception.StatusCode}.",
            > LongestMessage => $"{body[..LongestMessage]}…",
            _ => body,
        };
    }
}
