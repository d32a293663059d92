using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;
using OpenHands.Testing;

namespace OpenHands.Server.UI.Tests;

/// <summary>Ten thousand events, and how much of them is drawn.</summary>
internal sealed class SpeedTests : PageTest
{
    private const int Events = 10_000;
    private const int Together = 50;
    private const int MostBytes = 450_000;
    private const int MostMemory = 60_000_000;
    private const double LongestTask = 100;

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
    public async Task Ten_thousand_events_keep_the_page_busy_for_moments_only_and_few_are_drawn()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await PublishAsync(0, 100);
        await SeesAsync("Message 99");
        await Page.Locator(".message strong").First.WaitForAsync();
        var trace = await TaskTrace.StartAsync(await Page.Context.NewCDPSessionAsync(Page));
        var began = TimeProvider.System.GetTimestamp();

        await PublishAsync(100, Events);
        await SeesAsync($"Message {Events - 1}");

        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var tasks = await trace.EndAsync();
        TestContext.Out.WriteLine($"{Events / elapsed.TotalSeconds:N0} events a second; {tasks.Count:N0} tasks took {tasks.Sum() / 1000:0.0} s of the processor, the longest {tasks[0]:0}, {tasks[1]:0}, {tasks[2]:0} ms.");
        Assert.That(tasks, Has.Count.GreaterThan(100), "The trace has the page's tasks.");
        Assert.That(tasks[0], Is.LessThanOrEqualTo(LongestTask));
        Assert.That(await Page.Locator(".row").CountAsync(), Is.LessThan(60));
    }

    [Test]
    public async Task The_next_ten_thousand_events_need_no_more_memory()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        var devtools = await Page.Context.NewCDPSessionAsync(Page);
        await devtools.SendAsync("Performance.enable");
        await PublishAsync(0, Events);
        await SeesAsync($"Message {Events - 1}");
        var before = await UsedAsync(devtools);

        await PublishAsync(Events, 2 * Events);
        await SeesAsync($"Message {(2 * Events) - 1}");

        var after = await UsedAsync(devtools);
        TestContext.Out.WriteLine($"After {Events:N0} events {before.Bytes / 1e6:0.0} MB and {before.Nodes} nodes, after twice as many {after.Bytes / 1e6:0.0} MB and {after.Nodes} nodes.");
        Assert.That(after.Bytes, Is.LessThan((before.Bytes * 1.1) + 1_000_000).And.LessThan(MostMemory));
        Assert.That(after.Nodes, Is.LessThan((before.Nodes * 1.25) + 200));
    }

    private static async Task<(double Bytes, double Nodes)> UsedAsync(ICDPSession devtools)
    {
        await devtools.SendAsync("HeapProfiler.collectGarbage");
        var answer = await devtools.SendAsync("Performance.getMetrics");
        var metrics = answer!.Value.GetProperty("metrics").EnumerateArray().ToDictionary(metric => metric.GetProperty("name").GetString()!, metric => metric.GetProperty("value").GetDouble());
        return (metrics["JSHeapUsedSize"], metrics["Nodes"]);
    }

    // Of each kind that agents write: a line, a list, code.
    private async Task PublishAsync(int from, int to)
    {
        for (var begin = from; begin < to; begin += Together)
        {
            await Task.WhenAll(Enumerable.Range(begin, Math.Min(Together, to - begin)).Select(i => Server.Session.Events.PublishAsync(new MessageAction(TextOf(i)), EventSource.Agent).AsTask()));
        }
    }

    private static string TextOf(int i) => (i % 4) switch
    {
        0 => $"Of **{i}** things:\n\n- `one`\n- two",
        1 => $"```python\nprint({i})\n```\nThat is all.",
        _ => $"Message {i}",
    };
}
