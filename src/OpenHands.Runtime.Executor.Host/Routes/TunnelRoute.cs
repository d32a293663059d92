using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary><c>/tunnel</c>: a WebSocket whose binary messages are the bytes of a connection to a port on 127.0.0.1 or to a socket of the run directory.</summary>
internal sealed class TunnelRoute(HostSandbox sandbox)
{
    private const int BufferSize = 64 * 1024;
    private const int LongestSocketPath = 107;

    public async Task ConnectAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new HostRefusal(426, ExecutorErrorCode.InvalidBody, "A tunnel is a WebSocket: ask with Connection: Upgrade and Upgrade: websocket.");
        }

        var endpoint = Endpoint(context.Request.Query);
        using var target = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await target.ConnectAsync(endpoint, context.RequestAborted).ConfigureAwait(false);
        }
        catch (SocketException exception)
        {
            throw new HostRefusal(502, ExecutorErrorCode.ConnectionRefused, $"Nothing listens on {endpoint}: {exception.Message}.");
        }

        using var client = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        await JoinAsync(client, target, context.RequestAborted).ConfigureAwait(false);
    }

    // Each side's end is told to the other, which may go on.
    private static async Task JoinAsync(WebSocket client, Socket target, CancellationToken cancellationToken)
    {
        using var broken = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAll(
            EndBothOnFailureAsync(ToTargetAsync(client, target, broken.Token), broken),
            EndBothOnFailureAsync(ToClientAsync(client, target, broken.Token), broken)).ConfigureAwait(false);
    }

    private static async Task EndBothOnFailureAsync(Task direction, CancellationTokenSource broken)
    {
        try
        {
            await direction.ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is WebSocketException or SocketException or IOException or OperationCanceledException)
        {
            await broken.CancelAsync().ConfigureAwait(false);
        }
    }

    private static async Task ToTargetAsync(WebSocket client, Socket target, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            var received = await client.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                target.Shutdown(SocketShutdown.Send);
                return;
            }

            for (var sent = 0; sent < received.Count;)
            {
                sent += await target.SendAsync(buffer.AsMemory(sent, received.Count - sent), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private static async Task ToClientAsync(WebSocket client, Socket target, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await target.ReceiveAsync(buffer.AsMemory(), cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            await client.SendAsync(buffer.AsMemory(0, read), WebSocketMessageType.Binary, endOfMessage: true, cancellationToken).ConfigureAwait(false);
        }

        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, statusDescription: null, cancellationToken).ConfigureAwait(false);
    }

    private EndPoint Endpoint(IQueryCollection query)
    {
        if (query.TryGetValue("port", out var text))
        {
            return int.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
                ? new IPEndPoint(IPAddress.Loopback, port)
                : throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, $"'{text}' is no port; it must be between 1 and 65535.");
        }

        return query.TryGetValue("socket", out var name)
            ? new UnixDomainSocketEndPoint(SocketPath(name.ToString()))
            : throw HostRefusal.Malformed(["query", "port"], "port or socket required", "value_error.missing");
    }

    private string SocketPath(string name)
    {
        var directory = sandbox.StateDirectory;
        var path = Path.GetFullPath(Path.Combine(directory, name));

        // Neither by its text nor by a link may it lead out.
        var root = Terminals.RealPath.Of(directory);
        var real = Terminals.RealPath.Of(path);
        if (!path.StartsWith($"{directory}/", StringComparison.Ordinal) || (root is not null && real is not null && !real.StartsWith($"{root}/", StringComparison.Ordinal)))
        {
            throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, $"The socket '{name}' is not in the run directory {directory}.");
        }

        if (real is null)
        {
            throw new HostRefusal(502, ExecutorErrorCode.ConnectionRefused, $"There is no socket '{name}' in the run directory {directory}.");
        }

        return System.Text.Encoding.UTF8.GetByteCount(real) <= LongestSocketPath
            ? real
            : throw new HostRefusal(400, ExecutorErrorCode.InvalidArgument, $"The path of the socket, {real}, is longer than {LongestSocketPath} bytes.");
    }
}
