using System.Net.WebSockets;
using System.Text;

namespace OpenHands.Benchmarks;

/// <summary>A client of a server in this process, on a real socket.</summary>
internal sealed class ServerClient : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>The token that the server sent.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The session of the token.</summary>
    public string SessionId { get; private set; } = "";

    public static async Task<ServerClient> ConnectAsync(Uri server, string query = "")
    {
        var client = new ServerClient();

        // As browsers, which do not ask their server.
        client._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws{query}"), CancellationToken.None);
        var frame = await client.ReceiveAsync();
        client.Token = frame.Split('"')[3];
        var payload = client.Token.Split('.')[1].Replace('-', '+').Replace('_', '/');
        client.SessionId = Encoding.UTF8.GetString(Convert.FromBase64String(payload.PadRight((payload.Length + 3) / 4 * 4, '='))).Split('"')[3];
        return client;
    }

    public Task SendAsync(string frame) => _socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public async Task InitializeAsync()
    {
        await SendAsync("""{"action":"initialize","args":{}}""");
        while (!(await ReceiveAsync()).Contains("\"init\"", StringComparison.Ordinal))
        {
        }
    }

    /// <summary>The next frame as text.</summary>
    public async ValueTask<string> ReceiveAsync() => Encoding.UTF8.GetString(_buffer, 0, await SkipAsync());

    /// <summary>Takes the next frame in; its length.</summary>
    public async ValueTask<int> SkipAsync()
    {
        var length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(_buffer.AsMemory(length), CancellationToken.None);
            length += received.Count;
        }
        while (!received.EndOfMessage);

        return length;
    }

    public void Dispose() => _socket.Dispose();
}
