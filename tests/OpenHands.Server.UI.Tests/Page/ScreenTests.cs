using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>The browser in the sandbox, watched while it does something.</summary>
internal sealed class ScreenTests : PageTest
{
    private static readonly string[] s_plugins = ["browser"];
    private static readonly bool[] s_wishes = [false, true, false, true];

    [Test]
    public async Task The_agents_browser_is_seen_live_and_only_while_somebody_looks()
    {
        await VisitAsync(
            () => new ScriptedAgent(new BrowseUrlAction("data:text/html,<title>Counter</title><body style='background:teal;color:white;font:60px sans-serif'><h1 id=n>0</h1><script>setInterval(()=>n.textContent++,100)</script>"), new AgentFinishAction { Thought = "It counts." })
            {
                Plugins = s_plugins,
            },
            runtime: runtime => runtime.AddBrowser());
        await StateAsync("Ready");
        var sent = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var isRefused = false;
        Page.WebSocket += (_, socket) =>
        {
            socket.FrameSent += (_, frame) => sent.Enqueue(frame.Text ?? "");
            socket.FrameReceived += (_, frame) => isRefused |= frame.Text?.Contains("The feature 'screen' is not", StringComparison.Ordinal) is true;
        };
        await Page.ReloadAsync();
        await StateAsync("Ready");
        if (isRefused)
        {
            Assert.Ignore("This server has no live picture of the browser.");
        }

        await SayAsync("Open the counter");
        await StateAsync("Finished");
        var live = Page.Locator(".live");
        var picture = Page.Locator(".shot img");

        await Page.Keyboard.PressAsync("Alt+Digit5");
        await Assertions.Expect(live).ToBeVisibleAsync();
        var first = await picture.GetAttributeAsync("src");
        await Assertions.Expect(picture).Not.ToHaveAttributeAsync("src", first!);
        await Assertions.Expect(Page.Locator(".address .url")).ToContainTextAsync("data:text/html");
        await PictureAsync("browser-live");
        await Page.Keyboard.PressAsync("Alt+Digit2");
        await Assertions.Expect(live).ToHaveCountAsync(0);
        await Page.Keyboard.PressAsync("Alt+Digit5");

        await Assertions.Expect(live).ToBeVisibleAsync();
        Assert.That(
            sent.Where(frame => frame.Contains("watch", StringComparison.Ordinal)).Select(frame => frame.Contains("true", StringComparison.Ordinal)),
            Is.EqualTo(s_wishes));
    }
}
