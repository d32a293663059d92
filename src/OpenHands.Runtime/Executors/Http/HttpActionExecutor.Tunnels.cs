using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using OpenHands.Protocol;

namespace OpenHands;

// Connections to what listens inside the sandbox.
public sealed partial class HttpActionExecutor
{
    /// <inheritdoc />
    public Task<Stream> ConnectPortAsync(int port, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        return ConnectAsync($"port={port.ToString(CultureInfo.InvariantCulture)}", $"port {port} of the sandbox", cancellationToken);
    }

    /// <inheritdoc />
    public Task<Stream> ConnectSocketAsync(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ConnectAsync($"socket={Uri.EscapeDataString(name)}", $"socket {name} of the sandbox", cancellationToken);
    }

    private async Task<Stream> ConnectAsync(string query, string what, CancellationToken cancellationToken)
    {
        var socket = await OpenSocketAsync(ExecutorRoutes.Tunnel, query, what, cancellationToken).ConfigureAwait(false);
        return WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true);
    }

    private async Task<WebSocket> OpenSocketAsync(string route, string query, string what, CancellationToken cancellationToken)
    {
        var address = new UriBuilder(_connection.Address(route)) { Query = query };
        address.Scheme = address.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs;
        using var deadline = _connection.Deadline(_options.AnswerTimeout, cancellationToken);
        var socket = new ClientWebSocket();
        if (_options.ApiKey is { } key)
        {
            socket.Options.SetRequestHeader(ExecutorProtocol.KeyHeader, key);
        }

        if (_connection.Instance is { } instance)
        {
            socket.Options.SetRequestHeader(ExecutorProtocol.InstanceHeader, instance);
        }

        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(address.Uri, _connection.Invoker, deadline.Token).ConfigureAwait(false);
            return socket;
        }
        catch (WebSocketException exception)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw status switch
            {
                HttpStatusCode.BadGateway => new IOException($"Nothing listens on {what}.", exception),
                HttpStatusCode.BadRequest => new IOException($"{_connection.Host} refused a connection to {what}: it is outside of what it may reach.", exception),
                HttpStatusCode.PreconditionFailed => new RuntimeUnavailableException($"{_connection.Host} was restarted. Start a new runtime.", innerException: exception),
                0 => new RuntimeUnavailableException($"{_connection.Host} is not reached: {exception.InnerException?.Message ?? exception.Message} ({what}).", isTransient: true, exception),
                _ => new RuntimeUnavailableException($"{_connection.Host} refused a connection to {what} with status {(int)status}.", innerException: exception),
            };
        }
        catch (OperationCanceledException exception) when (deadline.Token.IsCancellationRequested)
        {
            socket.Dispose();
            throw deadline.Explain(_connection.Host, what, exception);
        }
    }
}
