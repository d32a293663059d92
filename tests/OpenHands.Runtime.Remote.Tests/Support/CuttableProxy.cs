using System.Net;
using System.Net.Sockets;

namespace OpenHands.Remote.Tests;

/// <summary>A way to a host that can break: on the wire, and for good.</summary>
internal sealed class CuttableProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private volatile Uri _target;
    private volatile bool _refuses;

    public CuttableProxy(Uri target)
    {
        _target = target;
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    /// <summary>Breaks every connection there is, without a word.</summary>
    /// <param name="forGood">Whether new ones break too.</param>
    public void Cut(bool forGood = false)
    {
        _refuses = forGood;
        lock (_sockets)
        {
            foreach (var socket in _sockets)
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }

            _sockets.Clear();
        }
    }

    /// <summary>Leads new connections to another host.</summary>
    public void LeadTo(Uri target) => _target = target;

    public async ValueTask DisposeAsync()
    {
        Cut(forGood: true);
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync();
                if (_refuses)
                {
                    client.Dispose();
                    continue;
                }

                var host = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await host.ConnectAsync(_target.Host, _target.Port);
                lock (_sockets)
                {
                    _sockets.Add(client);
                    _sockets.Add(host);
                }

                _ = CopyAsync(client, host);
                _ = CopyAsync(host, client);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory()) is var read and > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
