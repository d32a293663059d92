using System.Diagnostics;

namespace OpenHands.Local.Tests;

/// <summary>What runtimes cost this process. Alone, so that nothing else is counted.</summary>
[NonParallelizable]
public sealed class LocalResourceTests
{
    [Test]
    public async Task Fifty_idle_runtimes_need_no_threads_and_no_processor_time()
    {
        await using var clock = await StartedAsync();
        await clock.RunAsync("true");
        var threads = Threads();
        var runtimes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => StartedAsync()));
        var answers = await Task.WhenAll(runtimes.Select((runtime, i) => runtime.RunAsync($"echo {i}")));

        // What the start has left to do, such as better machine code, takes its time; the quietest of some moments shows the runtimes alone.
        var used = TimeSpan.MaxValue;
        for (var moment = 0; moment < 5; moment++)
        {
            var before = Process.GetCurrentProcess().TotalProcessorTime;
            await clock.RunAsync("sleep 0.4");
            var spent = Process.GetCurrentProcess().TotalProcessorTime - before;
            used = spent < used ? spent : used;
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answers.Select(answer => answer.Content), Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"{i}")));
            Assert.That(Threads() - threads, Is.LessThan(20), "They would need fifty, had each one of its own.");
            Assert.That(used, Is.LessThanOrEqualTo(TimeSpan.FromMilliseconds(20)));
        }

        await Task.WhenAll(runtimes.Select(runtime => runtime.DisposeAsync().AsTask()));
        Assert.That(runtimes.Select(runtime => Directory.Exists(runtime.WorkspacePath)), Has.None.True);
    }

    [Test]
    public async Task A_hundred_megabytes_of_output_need_little_memory()
    {
        await using var runtime = await StartedAsync();
        await runtime.RunAsync("seq 100000");
        GC.Collect();
        var before = Process.GetCurrentProcess().WorkingSet64;

        var observation = await runtime.RunAsync("yes 0123456789 | head -c 100000000");
        var grown = Process.GetCurrentProcess().WorkingSet64 - before;

        Assert.That(observation.OutputBytes, Is.EqualTo(100_000_000));
        Assert.That(grown, Is.LessThan(32 * 1024 * 1024));
    }

    [Test]
    public async Task No_descriptors_are_left_behind()
    {
        await using (var first = await StartedAsync())
        {
            await first.RunAsync("seq 200000");
        }

        var before = Descriptors();
        for (var i = 0; i < 10; i++)
        {
            await using var runtime = await StartedAsync();
            await runtime.RunAsync("seq 200000 | tail -n 100000; sleep 100 &");
            await runtime.RunAsync("exit");
            await runtime.RunAsync("echo fresh");
        }

        Assert.That(Descriptors(), Is.LessThanOrEqualTo(before + 3));
    }

    private static async Task<LocalRuntime> StartedAsync()
    {
        var runtime = new LocalRuntime();
        await runtime.StartAsync();
        return runtime;
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Length;

    private static int Descriptors() => Directory.GetFileSystemEntries("/proc/self/fd").Length;
}
