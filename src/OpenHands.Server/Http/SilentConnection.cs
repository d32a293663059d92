using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace OpenHands.Server.Http;

/// <summary>A connection on which nothing may come for long. One whose other end has vanished looks the same, so the kernel asks.</summary>
internal static class SilentConnection
{
    private const int SecondsBeforeTheFirst = 60;
    private const int SecondsBetween = 15;
    private const int MostUnanswered = 4;

    /// <summary>Has the request end some two minutes after its other end has vanished. Without a socket of its own, as in tests and over HTTP/3, nothing happens.</summary>
    public static void Watch(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { ProtocolType: ProtocolType.Tcp } socket)
        {
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, SecondsBeforeTheFirst);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, SecondsBetween);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, MostUnanswered);
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        }
    }
}
