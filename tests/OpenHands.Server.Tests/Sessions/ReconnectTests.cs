using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

internal sealed class ReconnectTests
{
    [Test]
    public async Task A_client_that_comes_back_again_and_again_gets_each_event_once_and_in_order_under_load()
    {
        const int events = 3000;
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await server.ConnectAsync();
        await first.InitializeAsync();
        Assert.That(server.Sessions.TryGet(SessionOf(server), out var session), Is.True);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < events; i++)
            {
                await session!.Events.PublishAsync(new MessageAction($"event {i}"), EventSource.Agent);
            }
        });

        var seen = new List<(long Id, string Text)>();
        var latest = first.LatestEventId;
        for (var visit = 0; seen.Count < events; visit++)
        {
            await using var client = await server.ConnectAsync($"?token={first.Token}&latest_event_id={latest}");
            for (var i = 0; i < 100 + (visit * 7) && seen.Count < events; i++)
            {
                var frame = await client.ReceiveAsync();
                seen.Add((frame.Id(), (string)frame["message"]!));
            }

            latest = seen[^1].Id;
            client.Abort();
        }

        await publishing;
        Assert.That(seen.Select(item => item.Text), Is.EqualTo(Enumerable.Range(0, events).Select(i => $"event {i}")));
        Assert.That(seen.Select(item => item.Id), Is.Ordered.Ascending);
    }

    [Test]
    public async Task A_client_that_knows_later_events_than_there_are_gets_all()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var first = await server.ConnectAsync();
        await first.InitializeAsync();
        await first.RunAsync("ls");
        await first.ReceiveUntilAsync(frame => frame.Observation() == "run");

        await using var second = await server.ConnectAsync($"?token={first.Token}&latest_event_id=5000");
        var frame = await second.ReceiveAsync();

        Assert.That(frame.Action(), Is.EqualTo("run"));
    }

    [Test]
    public async Task The_agent_goes_on_while_nobody_is_connected()
    {
        var mayGoOn = new TaskCompletionSource();
        await using var server = await ServerUnderTest.StartAsync(agent: () => new OpenHands.Testing.ScriptedAgent(async (history, cancellationToken) =>
        {
            await mayGoOn.Task.WaitAsync(cancellationToken);
            return history[^1] is CmdOutputObservation ? new AgentFinishAction { Thought = "done" } : new CmdRunAction("make");
        }));
        await using var first = await server.ConnectAsync();
        await first.InitializeAsync();
        await first.SayAsync("build it");
        await first.ReceiveUntilAsync(frame => frame.State() == "running");
        Assert.That(server.Sessions.TryGet(SessionOf(server), out var session), Is.True);
        await first.CloseAsync();

        mayGoOn.SetResult();
        await session!.Controller!.WaitUntilSettledAsync();
        await using var second = await server.ConnectAsync($"?token={first.Token}&latest_event_id={first.LatestEventId}");
        var frames = await second.ReceiveUntilAsync(frame => frame.Action() == "finish");
        await second.SendAsync("""{"action":"initialize","args":{}}""");
        var state = await second.ReceiveAsync();

        Assert.That(frames.Select(frame => frame.Action() ?? frame.Observation()), Is.EqualTo((string[])["run", "run", "finish"]));
        Assert.That(state.State(), Is.EqualTo("finished"));
    }

    [Test]
    public async Task An_event_on_the_wire_is_the_event_in_the_store()
    {
        await using var server = await ServerUnderTest.StartAsync();
        await using var client = await server.ConnectAsync();
        await client.InitializeAsync();
        await client.RunAsync("ls");
        var live = await client.ReceiveAsync();

        await using var second = await server.ConnectAsync($"?token={client.Token}");
        var replayed = (await second.ReceiveUntilAsync(frame => frame.Observation() == "run"))[^1];

        Assert.That(JsonNode.DeepEquals(live, replayed), Is.True);
    }

    private static string SessionOf(ServerUnderTest server) => server.Sessions.List().Single().Id;
}
