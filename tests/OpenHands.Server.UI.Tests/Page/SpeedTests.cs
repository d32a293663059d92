using Microsoft.Extensions.DependencyInjection;
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
    private const double LeastRate = 1000;
    private const double MostUntilReady = 1500;
    private const double MostShift = 0.1;
    private const int Visits = 7;
    private const int Commands = 2_000;
    private const int Unanswered = 10;

    // Each command prints 2,000 characters in four pieces: four million in all, which is what the page keeps.
    private static readonly string[] s_pieces = [.. Enumerable.Range(0, 4).Select(piece => string.Concat(Enumerable.Repeat($"\u001b[32mline of piece {piece}\u001b[0m of what a program prints\n", 9)))];
    private static readonly string s_printed = string.Concat(s_pieces);

    private const string Marks = """
        (() => {
          const is = { writable: () => document.getElementById('composer')?.disabled === false, ready: () => document.querySelector('.state')?.textContent === 'Ready' };
          const observer = new MutationObserver(() => {
            for (const name of Object.keys(is)) if (performance.getEntriesByName(name).length === 0 && is[name]()) performance.mark(name);
          });
          observer.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
        })();
        """;

    // All of them, also those that the user's own typing caused.
    private const string Shifts = """
        window.shifts = [];
        window.shifted = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            window.shifted += entry.value;
            window.shifts.push(`${entry.value.toFixed(4)} at ${Math.round(entry.startTime)} ms by ${entry.sources.map((source) => source.node?.className || source.node?.nodeName).join(', ')}`);
          }
        }).observe({ type: 'layout-shift', buffered: true });
        """;

    [Test]
    public async Task The_first_load_is_small()
    {
        await VisitAsync(() => new ScriptedAgent());
        await StateAsync("Ready");
        await Page.Locator(".screen .xterm").WaitForAsync();

        var bytes = await Page.EvaluateAsync<int>("() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, entry) => sum + entry.encodedBodySize, 0)");

        TestContext.Out.WriteLine($"The first load has {bytes:N0} bytes.");
        Assert.That(bytes, Is.InRange(100_000, MostBytes));
    }

    [Test]
    public async Task A_first_visit_can_be_written_in_and_sent_from_within_a_second_and_a_half()
    {
        var (writable, ready) = (new List<double>(), new List<double>());
        for (var i = 0; i < Visits; i++)
        {
            await VisitAsync(() => new ScriptedAgent(), script: Marks);
            await StateAsync("Ready");
            writable.Add(await MarkAsync("writable"));
            ready.Add(await MarkAsync("ready"));
            await Page.Context.CloseAsync();
            await Server.StopAsync();
        }

        TestContext.Out.WriteLine($"Of {Visits} first visits: can be written in after {Median(writable):0} ms ({Join(writable)}), ready with a shell after {Median(ready):0} ms ({Join(ready)}).");
        Assert.That(Median(writable), Is.LessThanOrEqualTo(MostUntilReady));
        Assert.That(Median(ready), Is.LessThanOrEqualTo(MostUntilReady));
    }

    [Test]
    public async Task Nothing_jumps_from_the_first_visit_to_the_finished_task([Values(1280, 390)] int width)
    {
        await VisitAsync(
            () => new ScriptedAgent(
                new CmdRunAction("printf 'apples\\npears\\n' > fruit.txt; wc -l fruit.txt") { Thought = "I will make the **list** first." },
                new FileWriteAction("a.txt", "a\n"),
                new CmdRunAction("seq 40"),
                new AgentFinishAction { Thought = "The file has two lines:\n\n| a | b |\n|---|---|\n| 1 | 2 |" }),
            width: width,
            script: Shifts);
        await StateAsync("Ready");
        await SayAsync("Make a list of fruit");
        await StateAsync("Finished");
        await Page.Locator(".message.agent table").WaitForAsync();

        // What has been drawn is told after the drawing.
        var shifts = await Page.EvaluateAsync<string[]>("() => new Promise(done => requestAnimationFrame(() => setTimeout(() => done(window.shifts))))");
        var sum = await Page.EvaluateAsync<double>("() => window.shifted");

        TestContext.Out.WriteLine($"Shifted by {sum:0.0000}: {string.Join("; ", shifts)}");
        Assert.That(sum, Is.LessThanOrEqualTo(MostShift));
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
        var rate = (Events - 100) / elapsed.TotalSeconds;
        TestContext.Out.WriteLine($"{rate:N0} events a second; {tasks.Count:N0} tasks took {tasks.Sum() / 1000:0.0} s of the processor, the longest {tasks[0]:0}, {tasks[1]:0}, {tasks[2]:0} ms.");
        Assert.That(tasks, Has.Count.GreaterThan(100), "The trace has the page's tasks.");
        Assert.That(tasks[0], Is.LessThanOrEqualTo(LongestTask));
        Assert.That(rate, Is.GreaterThanOrEqualTo(LeastRate));
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

    [Test]
    public async Task Commands_with_live_output_and_another_look_at_the_terminal_keep_the_page_busy_for_moments_only()
    {
        await VisitAsync(
            () => new ScriptedAgent(),
            runtime: runtime => runtime.AddFake(fake => Script(fake), new FakeRuntimeOptions { Name = "local" }));
        await StateAsync("Ready");
        var frames = 0;
        Page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) => Interlocked.Increment(ref frames);
        await Page.ReloadAsync();
        await StateAsync("Ready");
        await Page.Locator(".screen .xterm").WaitForAsync();
        var trace = await TaskTrace.StartAsync(await Page.Context.NewCDPSessionAsync(Page));
        var began = TimeProvider.System.GetTimestamp();

        await CommandAsync();
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("the end");
        var elapsed = TimeProvider.System.GetElapsedTime(began);
        var rate = Volatile.Read(ref frames) / elapsed.TotalSeconds;
        await Page.Keyboard.PressAsync("Alt+Digit4");
        await Page.Keyboard.PressAsync("Alt+Digit2");
        await Assertions.Expect(Page.Locator(".screen")).ToContainTextAsync("the end");

        var tasks = await trace.EndAsync();
        TestContext.Out.WriteLine($"{rate:N0} frames a second; {tasks.Count:N0} tasks took {tasks.Sum() / 1000:0.0} s of the processor, the longest {tasks[0]:0}, {tasks[1]:0}, {tasks[2]:0} ms.");
        Assert.That(tasks[0], Is.LessThanOrEqualTo(LongestTask));
        Assert.That(await Page.Locator(".row").CountAsync(), Is.LessThan(60));
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Join(List<double> values) => string.Join(", ", values.Select(value => $"{value:0}"));

    private Task<double> MarkAsync(string name) => Page.EvaluateAsync<double>("name => performance.getEntriesByName(name)[0].startTime", name);

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

    private static void Script(FakeRuntime runtime)
    {
        runtime.When<CmdRunAction>().Answer(s_printed).Printing(s_pieces);
        runtime.When("the end").Answer("");
    }

    // A few at a time, and the last alone.
    private async Task CommandAsync()
    {
        using var answered = new SemaphoreSlim(Unanswered);
        await using var subscription = Server.Session.Events.Subscribe("commands", (happened, _) =>
        {
            if (happened is CmdOutputObservation)
            {
                answered.Release();
            }

            return ValueTask.CompletedTask;
        });
        for (var i = 0; i < Commands; i++)
        {
            await answered.WaitAsync();
            await Server.Session.Events.PublishAsync(new CmdRunAction($"command {i}"), EventSource.Agent);
        }

        for (var i = 0; i < Unanswered; i++)
        {
            await answered.WaitAsync();
        }

        await Server.Session.Events.PublishAsync(new CmdRunAction("the end"), EventSource.Agent);
    }

    private static string TextOf(int i) => (i % 4) switch
    {
        0 => $"Of **{i}** things:\n\n- `one`\n- two",
        1 => $"```python\nprint({i})\n```\nThat is all.",
        _ => $"Message {i}",
    };
}
