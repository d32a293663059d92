using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

/// <summary>What the web clients of 0.9.3 and 0.11 do, in their order.</summary>
internal sealed class StockClientTests
{
    private static readonly string[] s_states =
    [
        "loading", "init", "running", "awaiting_user_input", "paused", "stopped", "finished", "rejected", "error", "awaiting_user_confirmation", "user_confirmed", "user_rejected",
    ];

    [TestCase("0.9.3", "")]
    [TestCase("0.9.3", "features=output,tokens,status")]
    [TestCase("0.11", "")]
    [TestCase("0.11", "features=output,tokens,status")]
    public async Task A_stock_client_loads_initialises_talks_and_uses_its_terminal(string version, string features)
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent(
            new CmdRunAction("ls") { Thought = "Let me look." }, new MessageAction("Done") { WaitForResponse = true }));
        using var http = server.CreateHttp();
        await LoadAsync(http);

        // Both send their first frame when the socket opens, without waiting for the token.
        await using var client = await TestClient.OpenAsync(server.Address, features.Length == 0 ? "" : "?" + features);
        await client.SendAsync(Initialize);
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "init");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", client.Token);
        await client.SendAsync(version == "0.11"
            ? """{"action":"message","args":{"content":"please list files","images_urls":[],"timestamp":"2024-11-01T00:00:00.000Z"}}"""
            : """{"action":"message","args":{"content":"please list files","images_urls":[]}}""");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input"));
        await client.SendAsync(version == "0.11"
            ? """{"action":"run","args":{"command":"pwd","hidden":false}}"""
            : """{"action":"run","args":{"command":"pwd"}}""");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));

        Check(frames, features.Length > 0);
        Assert.That(Shown(frames), Is.EqualTo((string[])["loading", "init", "running", "action run", "observation run", "action message", "awaiting_user_input", "observation run"]));
        Assert.That((int)(await http.GetAsync("/api/root_task")).StatusCode, Is.EqualTo(200));
    }

    [Test]
    public async Task The_0_9_3_client_reconnects_by_itself_and_goes_on()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await server.ConnectAsync();
        await first.SendAsync(Initialize);
        await first.ReceiveUntilAsync(frame => frame.State() == "init");
        await first.RunAsync("one");
        await first.ReceiveAsync();
        first.Abort();

        await using var second = await TestClient.OpenAsync(server.Address, $"?token={first.Token}&latest_event_id={first.LatestEventId}");
        await second.SendAsync(Initialize);
        var frames = await second.ReceiveUntilAsync(frame => frame.State() is not null);
        await second.RunAsync("two");
        frames.AddRange(await second.ReceiveUntilAsync(frame => frame.Observation() == "run"));

        Assert.That(frames[0].ContainsKey("token"), Is.True);
        Assert.That(Shown(frames), Is.EqualTo((string[])["init", "observation run"]));
    }

    [Test]
    public async Task After_stopping_the_0_9_3_client_begins_a_new_session_on_a_new_socket()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await server.ConnectAsync();
        await first.SendAsync(Initialize);
        await first.ReceiveUntilAsync(frame => frame.State() == "init");

        await first.ChangeStateAsync("stopped");
        await first.ReceiveUntilAsync(frame => frame.State() == "stopped");
        await first.CloseAsync();
        await using var second = await TestClient.OpenAsync(server.Address);
        await second.SendAsync(Initialize);
        var frames = await second.ReceiveUntilAsync(frame => frame.State() == "init");

        Assert.That(second.Token, Is.Not.EqualTo(first.Token));
        Assert.That(Shown(frames), Is.EqualTo((string[])["loading", "init"]));
    }

    private const string Initialize =
        """{"action":"initialize","args":{"LLM_MODEL":"gpt-4o","LLM_BASE_URL":"","AGENT":"CodeActAgent","LANGUAGE":"en","LLM_API_KEY":"","CONFIRMATION_MODE":false,"SECURITY_ANALYZER":""}}""";

    private static async Task LoadAsync(HttpClient http)
    {
        foreach (var path in new[] { "models", "agents", "security-analyzers" })
        {
            Assert.That(JsonNode.Parse(await http.GetStringAsync($"/api/options/{path}")), Is.InstanceOf<JsonArray>());
        }
    }

    // What makes those clients crash or end the session.
    private static void Check(List<JsonObject> frames, bool mayHaveExtensions)
    {
        foreach (var frame in frames)
        {
            Assert.That(frame.ContainsKey("error"), Is.False, frame.ToJsonString());
            Assert.That(frame.State() is not { } state || s_states.Contains(state), Is.True, frame.ToJsonString());
            Assert.That(frame.Observation() is null || frame["extras"] is JsonObject, Is.True, frame.ToJsonString());
            Assert.That(mayHaveExtensions || !frame.ContainsKey("extension"), Is.True, frame.ToJsonString());
            Assert.That(frame["args"]?["security_risk"]?.GetValueKind() is null or JsonValueKind.Number, Is.True, frame.ToJsonString());
        }
    }

    private static IEnumerable<string> Shown(IEnumerable<JsonObject> frames) => frames
        .Where(frame => !frame.ContainsKey("token") && !frame.ContainsKey("extension"))
        .Select(frame => frame.State() ?? (frame.Action() is { } action ? $"action {action}" : $"observation {frame.Observation()}"));
}
