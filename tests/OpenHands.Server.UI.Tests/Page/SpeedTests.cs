using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>Ten thousand events, and how much of them is drawn.</summary>
internal sealed class SpeedTests : PageTest
{
    private const int Events = 10_000;
    private const int MostBytes = 450_000;

    [Test]
    public async Task The_first_load_is_small()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await Page.Locator(".screen .xterm").WaitForAsync();

        var bytes = await Page.EvaluateAsync<int>("() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + entry.encodedBodySize, 0)");
        var milliseconds = await Page.EvaluateAsync<double>("() => performance.getEntriesByType('navigation')[0].domInteractive");

        TestContext.Out.WriteLine($"The first load has {bytes:N0} bytes and is interactive after {milliseconds:0} ms.");
        Assert.That(bytes, Is.InRange(100_000, MostBytes));
    }

    [Test]
    public async Task Ten_thousand_events_are_shown_and_few_are_drawn()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await Page.EvaluateAsync("() => { window.longest = 0; new PerformanceObserver(list => { for (const task of list.getEntries()) window.longest = Math.max(window.longest, task.duration); }).observe({ type: 'longtask' }); }");

        for (var i = 0; i < Events; i++)
        {
            await Server.Session.Events.PublishAsync(new MessageAction($"Message {i}"), EventSource.Agent);
        }

        await SeesAsync($"Message {Events - 1}");

        TestContext.Out.WriteLine($"The longest task took {await Page.EvaluateAsync<double>("() => window.longest"):0} ms.");
        Assert.That(await Page.Locator(".row").CountAsync(), Is.LessThan(60));
    }
}
