using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;

namespace OpenHands.Browsing.Chromium;

/// <summary>
/// Joins a driver, which speaks DevTools on a WebSocket, with a Chromium that speaks it on two pipes. The WebSocket is on a loopback port of the host
/// program, under a path nobody can guess, and is open to the first who knows it only.
/// </summary>
internal sealed class DevToolsRelay : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Stream _toBrowser;
    private readonly Stream _fromBrowser;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly string _path = $"/{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
    private readonly Task _serving;

    /// <summary>Opens the relay.</summary>
    /// <param name="toBrowser">What Chromium reads; not disposed.</param>
    /// <param name="fromBrowser">What Chromium writes; not disposed.</param>
    public DevToolsRelay(Stream toBrowser, Stream fromBrowser)
    {
        _toBrowser = toBrowser;
        _fromBrowser = fromBrowser;
        _listener.Start();
        var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Endpoint = string.Create(CultureInfo.InvariantCulture, $"ws://127.0.0.1:{port}{_path}");
        _serving = ServeAsync(new RelayHandshake(_path, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}")));
    }

    /// <summary>Where the driver connects. A secret.</summary>
    public string Endpoint { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ServeAsync(RelayHandshake handshake)
    {
        var token = _stop.Token;
        using var driver = await AcceptAsync(handshake, token).ConfigureAwait(false);
        _listener.Stop();
        using var socket = WebSocket.CreateFromStream(driver, new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        await Task.WhenAll(EndAllAsync(ToBrowserAsync(socket, ended.Token), ended), EndAllAsync(ToDriverAsync(socket, ended.Token), ended)).ConfigureAwait(false);
    }

    // One after another would let a connection that says nothing keep the driver out.
    private async Task<Stream> AcceptAsync(RelayHandshake handshake, CancellationToken cancellationToken)
    {
        var admitted = new TaskCompletionSource<Stream>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var closed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var cancelled = cancellationToken.Register(() => admitted.TrySetCanceled(cancellationToken));
        var accepting = AcceptAllAsync(handshake, admitted, closed.Token);
        var stream = await admitted.Task.ConfigureAwait(false);
        await closed.CancelAsync().ConfigureAwait(false);
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return stream;
    }

    private async Task AcceptAllAsync(RelayHandshake handshake, TaskCompletionSource<Stream> admitted, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(RelayHandshake.MostAtOnce);
        var attempts = new List<Task>();
        try
        {
            while (true)
            {
                await places.WaitAsync(cancellationToken).ConfigureAwait(false);
                var client = await _listener.AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
                attempts.RemoveAll(attempt => attempt.IsCompleted);
                attempts.Add(AttemptAsync(client));
            }
        }
        finally
        {
            await Task.WhenAll(attempts).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task AttemptAsync(Socket client)
        {
            client.NoDelay = true;
            var stream = new NetworkStream(client, ownsSocket: true);
            if (!await handshake.TryAsync(stream, cancellationToken).ConfigureAwait(false) || !admitted.TrySetResult(stream))
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }

            places.Release();
        }
    }

    private static async Task EndAllAsync(Task direction, CancellationTokenSource ended)
    {
        await direction.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await ended.CancelAsync().ConfigureAwait(false);
    }

    // On the pipes a NUL ends a message.
    private async Task ToBrowserAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(0, BufferSize - 1), cancellationToken).ConfigureAwait(false);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            var count = received.Count;
            if (received.EndOfMessage)
            {
                buffer[count++] = 0;
            }

            await _toBrowser.WriteAsync(buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
            await _toBrowser.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ToDriverAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        while (await _fromBrowser.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is var read and > 0)
        {
            var rest = buffer.AsMemory(0, read);
            while (rest.Length > 0)
            {
                var end = rest.Span.IndexOf((byte)0);
                var part = end < 0 ? rest : rest[..end];
                await socket.SendAsync(part, WebSocketMessageType.Text, endOfMessage: end >= 0, cancellationToken).ConfigureAwait(false);
                rest = end < 0 ? default : rest[(end + 1)..];
            }
        }
    }
}
