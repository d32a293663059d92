using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>What lies between the page and its server.</summary>
internal sealed class NetworkTests : PageTest
{
    [Test]
    public async Task A_connection_that_carries_nothing_any_more_is_replaced_and_nothing_is_lost()
    {
        var server = Own(await PageServer.StartAsync(() => new ScriptedAgent(), options => options.KeepAliveInterval = TimeSpan.FromSeconds(3)));
        var network = Own(new FreezingRelay(server.Address));
        await OpenAsync(network.Address);
        await StateAsync("Ready");
        await server.Session.Events.PublishAsync(new MessageAction("Said before."), EventSource.Agent);
        await SeesAsync("Said before.");

        network.Freeze();
        await server.Session.Events.PublishAsync(new MessageAction("Said into the void."), EventSource.Agent);
        await SeesAsync("Said into the void.");
        await RunAsync("echo af''ter");

        await Assertions.Expect(Page.Locator(".card .preview")).ToHaveTextAsync("after");
        await Assertions.Expect(Page.GetByText("Trying again")).ToHaveCountAsync(0);
        await Assertions.Expect(Page.Locator(".message.agent")).ToHaveCountAsync(2);
    }
}
