using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.Tests.Golden;

/// <summary>Replays what a client said to 0.9.3 and compares what it was sent.</summary>
internal sealed class WebSocketVectorTests
{
    private static readonly JsonArray s_steps = Vectors.Load("server/websocket").AsArray();

    [Test]
    public async Task A_recorded_session_runs_as_in_0_9_3()
    {
        await using var server = await ServerUnderTest.StartAsync(
            agent: () => ScriptedSteps.Agent(new CmdRunAction("ls") { Thought = "looking", Blocking = true }, new AgentFinishAction { Thought = "bye" }),
            services: services => AgentsWithoutVision.Add(services),
            script: Script);
        await using var client = await TestClient.OpenAsync(server.Address);
        await CompareAsync(client, "connect without token");
        CompareToken(client.Token);

        await client.SendAsync("{not json");
        await DifferAsync(client, "send invalid JSON text", frame => frame.IsError() && frame.Content() == "Invalid JSON");
        await client.SendAsync("""{"action":"initialize","args":{}}""");
        await CompareAsync(client, "send initialize");
        await client.SayAsync("do it");
        await CompareAsync(client, "send user message; agent scripted: run ls, finish");
        await client.RunAsync("whoami");
        await CompareAsync(client, "user sends a run action directly");
        await client.SendAsync("""{"action":"read","args":{"path":"a.txt"}}""");
        await CompareAsync(client, "user sends a read action directly (observation has source user => not forwarded)");
        await client.SendAsync("""{"action":"message","args":{"content":"see","images_urls":["data:image/png;base64,AA=="]}}""");
        await DifferAsync(client, "message with image, model without vision", frame => frame.Content() == "Model does not support image upload, change to a different model or try without an image.");

        // In the recording the agent has finished; ours is not paused then, but told so.
        await client.SayAsync("go on");
        await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");
        await client.SendAsync("""{"action":"initialize","args":{}}""");
        await DifferAsync(client, "second initialize on same connection", frame => frame.State() == "awaiting_user_input" && !frame.ContainsKey("id"));
        await CompareReplaysAsync(server, client);
    }

    [Test]
    public async Task Pausing_and_resuming_runs_as_in_0_9_3()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent());
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.ChangeStateAsync("paused");
        await CompareAsync(client, "change_agent_state paused");
        await client.ChangeStateAsync("running");
        await CompareAsync(client, "change_agent_state running (scripted: nothing left => message waiting)");
    }

    [Test]
    public async Task Confirmations_run_as_in_0_9_3()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent(
            new CmdRunAction("rm x") { Thought = "t", Blocking = true },
            new MessageAction("waiting") { WaitForResponse = true },
            new CmdRunAction("rm y") { Thought = "t2", Blocking = true }));
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""{"action":"initialize","args":{"CONFIRMATION_MODE":true}}""");
        await CompareAsync(client, "confirmation: initialize");
        await client.SayAsync("do it");
        await CompareAsync(client, "confirmation: user message; agent proposes run");
        await client.ChangeStateAsync("user_confirmed");
        await CompareAsync(client, "confirmation: user_confirmed");
        await client.SayAsync("again");
        await CompareAsync(client, "confirmation: second proposal");
        await client.ChangeStateAsync("user_rejected");
        await CompareAsync(client, "confirmation: user_rejected");
    }

    [Test]
    public async Task What_0_9_3_refused_by_closing_is_refused_by_a_frame()
    {
        await using var server = await ServerUnderTest.StartAsync(agent: () => ScriptedSteps.Agent());
        await using var stranger = await TestClient.OpenAsync(server.Address, "?token=nonsense");
        await CompareAsync(stranger, "connect with bad token");
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""{"action":"dance","args":{}}""");
        await DifferAsync(client, "unknown action", frame => frame.IsError() && frame.Content()!.Contains("dance", StringComparison.Ordinal));
        await client.SendAsync("""{"hello":"there"}""");
        await DifferAsync(client, "JSON without action", frame => frame.IsError() && frame.Content()!.Contains("'action'", StringComparison.Ordinal));
        await client.SendAsync("""{"action":"initialize","args":{"AGENT":"NoSuchAgent"}}""");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "error");
        await DifferAsync(client, "initialize with an unknown agent", _ => frames.Any(frame => frame.IsError() && frame.Content()!.Contains("CodeActAgent", StringComparison.Ordinal)), receives: false);
    }

    [Test]
    public async Task A_runtime_that_does_not_start_is_told_with_its_reason_and_may_be_tried_again()
    {
        var isBroken = true;
        await using var server = await ServerUnderTest.StartAsync(
            agent: () => ScriptedSteps.Agent(),
            script: _ =>
            {
                if (isBroken)
                {
                    throw new RuntimeStartException("The engine is not there.");
                }
            });
        await using var client = await server.ConnectAsync();

        await client.SendAsync("""{"action":"initialize","args":{}}""");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "error");
        await DifferAsync(client, "initialize when the runtime constructor fails", _ => frames.Any(frame => frame.IsError() && frame.Content() == "Error creating controller. The engine is not there."), receives: false);
        isBroken = false;
        var retried = await client.InitializeAsync();

        Assert.That(retried.Select(frame => frame.State()), Is.EqualTo((string[])["loading", "init"]));
    }

    [Test]
    public void Every_difference_is_that_of_a_recorded_step()
    {
        string[] named = [.. s_steps.Select(step => (string)step!["step"]!)];

        Assert.That(WebSocketDifferences.Steps.Keys, Is.SubsetOf(named));
        Assert.That(named, Has.Length.EqualTo(24));
    }

    private static void Script(FakeRuntime runtime)
    {
        ServerUnderTest.Answer(runtime);
        runtime.When<FileReadAction>().Answer(action => new FileReadObservation(action.Path) { Content = $"content of {action.Path}" });
    }

    private static JsonArray Recorded(string step) => s_steps.Single(row => (string)row!["step"]! == step)!["received"]!.AsArray();

    private static void CompareToken(string token)
    {
        var header = JsonNode.Parse(Base64(token.Split('.')[0]))!;
        var claims = JsonNode.Parse(Base64(token.Split('.')[1]))!;
        var recorded = s_steps.Single(row => (string)row!["step"]! == "token header")!["received"]!;

        Assert.That(JsonNode.DeepEquals(header, recorded), Is.True);
        Assert.That(Guid.TryParse((string?)claims["sid"], out _), Is.True);
        Assert.That((long)claims["exp"]!, Is.GreaterThan((long)claims["iat"]!), WebSocketDifferences.Steps["token claims"]);
    }

    private static byte[] Base64(string text) => Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/').PadRight((text.Length + 3) / 4 * 4, '='));

    private static async Task CompareReplaysAsync(ServerUnderTest server, TestClient client)
    {
        foreach (var (step, query) in new[] { ("reconnect with token&latest_event_id=5 (replay)", "&latest_event_id=5"), ("reconnect with token only (full replay)", "") })
        {
            await using var returning = await TestClient.OpenAsync(server.Address, $"?token={client.Token}{query}");
            Assert.That(WebSocketDifferences.Steps, Does.ContainKey(step));
            foreach (var command in Recorded(step).Where(frame => (string?)frame!["action"] == "run" && (string?)frame["source"] == "agent"))
            {
                command!["args"]!["blocking"] = true;
            }

            var isFull = query.Length == 0;
            var recorded = Recorded(step).Select(frame => frame!.AsObject()).ToList();
            var received = new List<JsonObject>();
            while (received.Count < recorded.Count + 1 + (isFull ? 0 : -1))
            {
                received.Add(await returning.ReceiveAsync());
            }

            // Our user said 'go on' before the agent waited.
            received.RemoveAll(frame => (string?)frame["args"]?["content"] is "go on");
            recorded.RemoveAll(frame => (string?)frame["args"]?["content"] is "waiting");
            received.RemoveAll(frame => (string?)frame["args"]?["content"] is "waiting");
            Assert.That(received.Select(Vectors.Normalize), Is.EqualTo(recorded.Select(Vectors.Normalize)), step);
        }
    }

    private static async Task CompareAsync(TestClient client, string step)
    {
        Assert.That(WebSocketDifferences.Steps, Does.Not.ContainKey(step));
        var recorded = Recorded(step);
        var received = new List<JsonObject>();
        foreach (var expected in recorded)
        {
            if (expected!["<closed>"] is { } status)
            {
                Assert.That(await client.TryReceiveAsync(), Is.Null);
                Assert.That((int?)client.CloseStatus, Is.EqualTo((int)status));
                continue;
            }

            received.Add(await client.ReceiveAsync());
        }

        var frames = recorded.Where(frame => frame!["<closed>"] is null).Select(frame => frame!.AsObject()).ToList();

        // The runtime answers while the controller still says a state: states come in their order, and so does everything else.
        foreach (var isState in new[] { true, false })
        {
            Assert.That(
                received.Where(frame => frame.State() is not null == isState).Select(Vectors.Normalize),
                Is.EqualTo(frames.Where(frame => frame.State() is not null == isState).Select(Vectors.Normalize)),
                step);
        }
    }

    private static async Task DifferAsync(TestClient client, string step, Func<JsonObject, bool> isOurs, bool receives = true)
    {
        Assert.That(WebSocketDifferences.Steps, Does.ContainKey(step));
        Assert.That(Recorded(step), Is.Not.Null);
        var frame = receives ? await client.ReceiveAsync() : [];
        Assert.That(isOurs(frame), Is.True, frame.ToJsonString());
    }
}
