using System.Net;
using System.Net.Sockets;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>A network before a server. It can stop carrying what goes over the connections that there are, which stay open; new ones work.</summary>
internal sealed class FreezingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _server;
    private readonly List<Task> _working = [];
    private readonly Lock _gate = new();
    private CancellationTokenSource _freeze = new();

    public FreezingRelay(Uri server)
    {
        _server = server;
        _listener.Start();
        _working.Add(AcceptAsync());
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>From now on nothing comes through on the connections that there are, not even their end.</summary>
    public void Freeze()
    {
        lock (_gate)
        {
            _freeze.Cancel();
            _freeze = new CancellationTokenSource();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        Task[] working;
        lock (_gate)
        {
            working = [.. _working];
        }

        await Task.WhenAll(working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _freeze.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            lock (_gate)
            {
                _working.Add(ConnectAsync(client, _freeze.Token));
            }
        }
    }

    private async Task ConnectAsync(TcpClient client, CancellationToken frozen)
    {
        using (client)
        {
            using var server = new TcpClient();
            await server.ConnectAsync(_server.Host, _server.Port, _stop.Token);
            using var carrying = CancellationTokenSource.CreateLinkedTokenSource(frozen, _stop.Token);
            Task[] both = [client.GetStream().CopyToAsync(server.GetStream(), carrying.Token), server.GetStream().CopyToAsync(client.GetStream(), carrying.Token)];
            await Task.WhenAny(both);
            if (frozen.IsCancellationRequested)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }
        }
    }
}
