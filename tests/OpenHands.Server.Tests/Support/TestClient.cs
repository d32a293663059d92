using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Support;

/// <summary>A client on a real WebSocket.</summary>
internal sealed class TestClient : IAsyncDisposable
{
    // Only so that a test that is wrong ends.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ClientWebSocket _socket;

    private TestClient(ClientWebSocket socket) => _socket = socket;

    /// <summary>The token that the server sent.</summary>
    public string Token { get; private set; } = "";

    /// <summary>Id of the last event.</summary>
    public long LatestEventId { get; private set; } = -1;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    /// <summary>Opens a socket, and nothing more.</summary>
    public static async Task<TestClient> OpenAsync(Uri server, string query = "", Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        using var limit = new CancellationTokenSource(s_patience);
        await socket.ConnectAsync(new Uri($"ws://{server.Authority}/ws{query}"), limit.Token);
        return new TestClient(socket);
    }

    /// <summary>Opens a socket and takes the token.</summary>
    public static async Task<TestClient> ConnectAsync(Uri server, string query = "")
    {
        var client = await OpenAsync(server, query);
        await client.ReceiveAsync();
        return client;
    }

    public async Task SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(s_patience);
        await _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, limit.Token);
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type, bool endOfMessage)
    {
        using var limit = new CancellationTokenSource(s_patience);
        await _socket.SendAsync(bytes, type, endOfMessage, limit.Token);
    }

    /// <summary>Initialises the session as the stock client does and waits until it is ready.</summary>
    public async Task<List<JsonObject>> InitializeAsync(string arguments = "{}")
    {
        await SendAsync("""{"action":"initialize","args":""" + arguments + "}");
        return await ReceiveUntilAsync(frame => frame.State() is "init" or "error");
    }

    public Task RunAsync(string command) => SendAsync(new JsonObject { ["action"] = "run", ["args"] = new JsonObject { ["command"] = command } }.ToJsonString());

    public Task SayAsync(string text) => SendAsync(new JsonObject { ["action"] = "message", ["args"] = new JsonObject { ["content"] = text } }.ToJsonString());

    public Task ChangeStateAsync(string state) => SendAsync("""{"action":"change_agent_state","args":{"agent_state":"S"}}""".Replace("S", state, StringComparison.Ordinal));

    /// <summary>The next frame.</summary>
    public async Task<JsonObject> ReceiveAsync() => await TryReceiveAsync() ?? throw new InvalidOperationException($"The server said goodbye: {_socket.CloseStatus} {_socket.CloseStatusDescription}");

    /// <summary>The next frame; <see langword="null"/> when the server has said goodbye.</summary>
    public async Task<JsonObject?> TryReceiveAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        using var text = new MemoryStream();
        var buffer = new byte[64 * 1024];
        ValueWebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
            text.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);

        if (received.MessageType == WebSocketMessageType.Close)
        {
            return null;
        }

        var frame = JsonNode.Parse(text.ToArray())!.AsObject();
        Token = (string?)frame["token"] ?? Token;
        LatestEventId = (long?)frame["id"] ?? LatestEventId;
        return frame;
    }

    /// <summary>Frames up to and including the first that fits.</summary>
    public async Task<List<JsonObject>> ReceiveUntilAsync(Func<JsonObject, bool> isLast)
    {
        var frames = new List<JsonObject>();
        do
        {
            frames.Add(await ReceiveAsync());
        }
        while (!isLast(frames[^1]));

        return frames;
    }

    /// <summary>Says goodbye and waits for the answer.</summary>
    public async Task CloseAsync()
    {
        using var limit = new CancellationTokenSource(s_patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
    }

    /// <summary>Vanishes without a word.</summary>
    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
