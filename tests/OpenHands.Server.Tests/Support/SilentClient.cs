using System.Net.Sockets;
using System.Text;

namespace OpenHands.Server.Tests.Support;

/// <summary>A client that is known to its session and then takes nothing in.</summary>
internal static class SilentClient
{
    public static async Task<TcpClient> ConnectAsync(Uri server, string token)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Host, server.Port);
        var upgrade = $"GET /ws?token={token} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(upgrade));

        // Nothing but the token, after which it is known to the session.
        var seen = "";
        var buffer = new byte[1];
        while (!seen.EndsWith("\"ok\"}", StringComparison.Ordinal) && await client.GetStream().ReadAsync(buffer) > 0)
        {
            seen += (char)buffer[0];
        }

        return client;
    }
}
