using System.Net.WebSockets;
using System.Text.Json.Nodes;
using OpenHands.Server.Clients;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

internal sealed class ConnectionTests
{
    [Test]
    public async Task A_new_client_gets_a_token_then_loading_then_init()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await TestClient.OpenAsync(server.Address);

        await client.SendAsync("""{"action":"initialize","args":{}}""");
        var first = await client.ReceiveAsync();
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "init");

        Assert.That((string?)first["status"], Is.EqualTo("ok"));
        Assert.That(frames.Select(frame => frame.State()), Is.EqualTo((string[])["loading", "init"]));
    }

    [Test]
    public async Task A_command_of_the_user_is_answered_and_not_echoed()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.RunAsync("whoami");
        var frame = await client.ReceiveAsync();

        Assert.That(frame.Observation(), Is.EqualTo("run"));
        Assert.That(frame.Content(), Is.EqualTo("OUT whoami"));
    }

    [Test]
    public async Task Without_an_agent_the_user_is_told_what_to_set_and_the_terminal_works()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();

        await client.SayAsync("hello");
        var frames = await client.ReceiveUntilAsync(frame => frame.State() == "awaiting_user_input");
        await client.RunAsync("ls");
        var answer = await client.ReceiveAsync();

        Assert.That((string?)frames.Single(frame => frame.Action() == "message")["message"], Does.Contain("LLM_MODEL"));
        Assert.That(answer.Content(), Is.EqualTo("OUT ls"));
    }

    [Test]
    public async Task Other_clients_see_what_one_of_them_does_and_that_one_does_not()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var actor = await server.ConnectAsync();
        await actor.InitializeAsync();
        await using var watcher = await server.ConnectAsync($"?token={actor.Token}");

        await actor.RunAsync("whoami");
        var seenByActor = await actor.ReceiveAsync();
        var seenByWatcher = await watcher.ReceiveUntilAsync(frame => frame.Observation() == "run");

        Assert.That(seenByActor.Observation(), Is.EqualTo("run"));
        Assert.That(seenByWatcher.Select(frame => frame.Action() ?? frame.Observation()), Is.EqualTo((string[])["run", "run"]));
        Assert.That(seenByWatcher[^1].ToJsonString(), Is.EqualTo(seenByActor.ToJsonString()));
    }

    [Test]
    public async Task A_client_that_initialises_a_session_at_work_is_told_the_state_and_nothing_restarts()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await server.ConnectAsync();
        await first.InitializeAsync();
        await using var second = await server.ConnectAsync($"?token={first.Token}");

        await second.SendAsync("""{"action":"initialize","args":{}}""");
        var frame = await second.ReceiveAsync();

        Assert.That(frame.State(), Is.EqualTo("init"));
        Assert.That(frame.ContainsKey("id"), Is.False);
        Assert.That(server.Services.GetService(typeof(OpenHands.Testing.FakeRuntimeFactory)), Has.Property("Created").Count.EqualTo(1));
    }

    [Test]
    public async Task What_clients_were_told_last_reaches_them_before_the_session_ends()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        var info = server.Sessions.List().Single();
        var session = await server.Sessions.OpenAsync(info.Id);
        for (var i = 0; i < 20; i++)
        {
            await session.Events.PublishAsync(new MessageAction(new string('x', 1_000_000)), EventSource.Agent);
        }

        // The test has not read yet what comes before.
        session.Clients.Tell(session.Events.LatestId, ServerFrames.Message("Good night."));
        var closing = server.Sessions.CloseAsync(info.Id);
        var frames = new List<JsonObject>();
        while (await client.TryReceiveAsync() is { } frame)
        {
            frames.Add(frame);
        }

        await closing;
        Assert.That(frames.Count(frame => frame.Action() == "message"), Is.EqualTo(20));
        Assert.That((string?)frames[^1]["message"], Is.EqualTo("Good night."));
        Assert.That(client.CloseStatus, Is.EqualTo(WebSocketCloseStatus.EndpointUnavailable));
    }
}
