using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Support;

/// <summary>The web client of 0.9.3 or of 0.11: what it sends, in its order, and what would break it.</summary>
internal sealed class StockClient : IAsyncDisposable
{
    private static readonly string[] s_states =
    [
        "loading", "init", "running", "awaiting_user_input", "paused", "stopped", "finished", "rejected", "error", "awaiting_user_confirmation", "user_confirmed", "user_rejected",
    ];

    private readonly TestClient _socket;
    private readonly bool _isNew;
    private readonly bool _wantsExtensions;
    private readonly HttpClient _http;

    private StockClient(TestClient socket, HttpClient http, bool isNew, bool wantsExtensions)
    {
        _socket = socket;
        _http = http;
        _isNew = isNew;
        _wantsExtensions = wantsExtensions;
    }

    public string Token => _socket.Token;

    public long LatestEventId => _socket.LatestEventId;

    /// <summary>Loads the page's lists, opens the socket, and sends the first frame at once, without waiting for the token.</summary>
    public static async Task<StockClient> OpenAsync(Uri server, string version, string features = "", string query = "", bool confirms = false, string analyzer = "")
    {
        var http = new HttpClient { BaseAddress = server };
        foreach (var list in (string[])["models", "agents", "security-analyzers"])
        {
            Assert.That(JsonNode.Parse(await http.GetStringAsync($"/api/options/{list}")), Is.InstanceOf<JsonArray>());
        }

        string[] parameters = [.. new[] { query, features.Length == 0 ? "" : $"features={features}" }.Where(part => part.Length > 0)];
        var socket = await TestClient.OpenAsync(server, parameters.Length == 0 ? "" : "?" + string.Join('&', parameters));
        var client = new StockClient(socket, http, version == "0.11", features.Length > 0);
        await socket.SendAsync(new JsonObject
        {
            ["action"] = "initialize",
            ["args"] = new JsonObject
            {
                ["LLM_MODEL"] = "gpt-4o",
                ["LLM_BASE_URL"] = "",
                ["AGENT"] = "CodeActAgent",
                ["LANGUAGE"] = "en",
                ["LLM_API_KEY"] = "",
                ["CONFIRMATION_MODE"] = confirms,
                ["SECURITY_ANALYZER"] = analyzer,
            },
        }.ToJsonString());
        return client;
    }

    /// <summary>What is typed into the chat. 0.11 adds the time.</summary>
    public Task SayAsync(string text, params string[] images)
    {
        var arguments = new JsonObject { ["content"] = text, ["images_urls"] = new JsonArray([.. images.Select(image => JsonValue.Create(image))]) };
        if (_isNew)
        {
            arguments["timestamp"] = "2024-11-01T00:00:00.000Z";
        }

        return SendAsync("message", arguments);
    }

    /// <summary>What is typed into the terminal. 0.11 says whether it is hidden, and runs such commands of its own.</summary>
    public Task TypeAsync(string command, bool isHidden = false)
    {
        var arguments = new JsonObject { ["command"] = command };
        if (_isNew)
        {
            arguments["hidden"] = isHidden;
        }

        return SendAsync("run", arguments);
    }

    public Task ChangeStateAsync(string state) => SendAsync("change_agent_state", new JsonObject { ["agent_state"] = state });

    /// <summary>Frames up to and including the first that fits, none of which breaks the client.</summary>
    public async Task<List<JsonObject>> ReceiveUntilAsync(Func<JsonObject, bool> isLast)
    {
        var frames = await _socket.ReceiveUntilAsync(isLast);
        frames.ForEach(Check);
        return frames;
    }

    /// <summary>As <see cref="ReceiveUntilAsync"/>, until a state is told.</summary>
    public Task<List<JsonObject>> ReceiveUntilStateAsync(string state) => ReceiveUntilAsync(frame => frame.State() == state);

    public Task<JsonNode> GetAsync(string path) => AnswerAsync(HttpMethod.Get, path, null);

    public Task<JsonNode> PostAsync(string path, HttpContent body) => AnswerAsync(HttpMethod.Post, path, body);

    /// <summary>As the pages' <c>fetch</c> sends text: whatever it is, it is called text.</summary>
    public Task<JsonNode> PostTextAsync(string path, JsonObject body) => PostAsync(path, new StringContent(body.ToJsonString(), Encoding.UTF8, "text/plain"));

    public async Task<byte[]> DownloadAsync(string path)
    {
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await _http.GetByteArrayAsync(path);
    }

    public Task CloseAsync() => _socket.CloseAsync();

    public void Abort() => _socket.Abort();

    /// <summary>What the user gets to see of frames, in a word or two each.</summary>
    public static IEnumerable<string> Shown(IEnumerable<JsonObject> frames) => frames
        .Where(frame => !frame.ContainsKey("token") && !frame.ContainsKey("extension"))
        .Select(frame => frame.State() ?? (frame.Action() is { } action ? $"action {action}" : $"observation {frame.Observation()}"));

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _socket.DisposeAsync();
    }

    private Task SendAsync(string action, JsonObject arguments) => _socket.SendAsync(new JsonObject { ["action"] = action, ["args"] = arguments }.ToJsonString());

    // A body that is no JSON is an error for these clients, whatever the status.
    private async Task<JsonNode> AnswerAsync(HttpMethod method, string path, HttpContent? body)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        Assert.That((int)response.StatusCode, Is.EqualTo(200), $"{method} {path}: {text}");
        return JsonNode.Parse(text)!;
    }

    private void Check(JsonObject frame)
    {
        Assert.That(frame.ContainsKey("error"), Is.False, frame.ToJsonString());
        Assert.That(frame.ContainsKey("status"), Is.EqualTo(frame.ContainsKey("token")), frame.ToJsonString());
        Assert.That(frame.State() is not { } state || s_states.Contains(state), Is.True, frame.ToJsonString());
        Assert.That(frame.Observation() is null || frame["extras"] is JsonObject, Is.True, frame.ToJsonString());
        Assert.That(_wantsExtensions || !frame.ContainsKey("extension"), Is.True, frame.ToJsonString());
        Assert.That(frame["args"]?["security_risk"]?.GetValueKind() is null or System.Text.Json.JsonValueKind.Number, Is.True, frame.ToJsonString());
    }
}
