using System.Buffers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Protocol;
using OpenHands.Server.Tests.Support;
using OpenHands.Tests.Support;

namespace OpenHands.Server.Tests.Sessions;

/// <summary>What clients may rely on when the machine stops: what they saw is there afterwards.</summary>
internal sealed class PowerLossTests
{
    private const int Publishers = 4;

    [Test]
    public async Task No_event_that_a_client_saw_is_missing_after_the_power_was_lost([Range(0, 45, 5)] int step)
    {
        var (token, seen, disk) = await UseUntilPowerIsLostAsync(step);

        using var store = new PowerLossStore(disk);
        await using var server = await StartAsync(store);
        await using var client = await TestClient.OpenAsync(server.Address, $"?token={token}");
        var first = await client.ReceiveAsync();
        Assert.That(first.ContainsKey("token"), Is.True, first.ToJsonString());
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);
        var kept = await KeptAsync(session);
        await client.InitializeAsync();
        await client.RunAsync("echo after");
        var next = (await client.ReceiveUntilAsync(frame => frame.Content() == "OUT echo after"))[^1];

        Assert.That(seen, Is.Not.Empty);
        foreach (var frame in seen)
        {
            Assert.That(kept.GetValueOrDefault(frame.Id()), Is.EqualTo(frame.ToJsonString()), $"event {frame.Id()}");
        }

        Assert.That(next.Id(), Is.GreaterThan(seen.Max(frame => frame.Id())));
    }

    // So many writes and flushes after the session is initialised. What the dying server does later, it does without a disk.
    private static async Task<(string Token, List<JsonObject> Seen, SimulatedDisk Disk)> UseUntilPowerIsLostAsync(int steps)
    {
        var disk = new SimulatedDisk();
        using var store = new PowerLossStore(disk);
        await using var server = await StartAsync(store);
        await using var client = await server.ConnectAsync();
        var seen = await client.InitializeAsync();
        Assert.That(server.Sessions.TryGet(server.Sessions.List().Single().Id, out var session), Is.True);
        disk.PowerLossAt = disk.Steps + steps;
        _ = Task.WhenAll(Enumerable.Range(0, Publishers).Select(_ => PublishAsync(session!, store.IsOff)));

        await store.IsOff;
        var latest = await session!.Events.ReadAsync().OfType<MessageAction>().Select(message => message.Id).LastOrDefaultAsync();
        while (client.LatestEventId < latest)
        {
            seen.Add(await client.ReceiveAsync());
        }

        var restarted = disk.Restart(new Random(steps));
        client.Abort();
        store.Dispose();
        return (client.Token, seen, restarted);
    }

    private static Task<ServerUnderTest> StartAsync(PowerLossStore store) => ServerUnderTest.StartAsync(
        options => options.JwtSecret = "a secret that both servers know, and nobody else", services: services => services.AddSingleton<ISessionStore>(store));

    private static async Task PublishAsync(AgentSession session, Task isOff)
    {
        while (!isOff.IsCompleted)
        {
            await session.Events.PublishAsync(new MessageAction(new string('x', 700)), EventSource.Agent);
        }
    }

    private static async Task<Dictionary<long, string>> KeptAsync(AgentSession session)
    {
        var kept = new Dictionary<long, string>();
        await foreach (var agentEvent in session.Events.ReadAsync())
        {
            kept[agentEvent.Id] = Text(agentEvent);
        }

        return kept;
    }

    private static string Text(AgentEvent agentEvent)
    {
        var utf8 = new ArrayBufferWriter<byte>();
        EventSerializer.Default.Write(agentEvent, utf8);
        return JsonNode.Parse(utf8.WrittenSpan)!.ToJsonString();
    }
}
