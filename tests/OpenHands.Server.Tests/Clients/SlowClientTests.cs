using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

internal sealed class SlowClientTests
{
    [Test]
    public async Task A_client_that_takes_nothing_in_is_dropped_the_others_go_on_and_it_loses_nothing()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.SendTimeout = TimeSpan.FromSeconds(1));
        await using var good = await server.ConnectAsync();
        await good.InitializeAsync();
        var session = await server.Sessions.OpenAsync(server.Sessions.List().Single().Id);
        using var slow = await SilentClient.ConnectAsync(server.Address, good.Token);
        using var dropped = new Measured("openhands.clients.dropped");
        const int events = 400;
        var text = new string('x', 100_000);
        for (var i = 0; i < events; i++)
        {
            await session.Events.PublishAsync(new MessageAction(text), EventSource.Agent);
        }

        for (var i = 0; i < events; i++)
        {
            await good.ReceiveAsync();
        }

        await dropped.First;

        await using var back = await server.ConnectAsync($"?token={good.Token}");
        var replayed = await back.ReceiveUntilAsync(frame => frame.Id() == good.LatestEventId);
        Assert.That(replayed, Has.Count.EqualTo(events));
    }
}
