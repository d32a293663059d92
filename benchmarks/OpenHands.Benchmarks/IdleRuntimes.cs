using System.Diagnostics;
using System.Globalization;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>What a thousand runtimes cost that do nothing.</summary>
internal static class IdleRuntimes
{
    private const int Runtimes = 1000;

    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_watching = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        var figures = await ChildProgram.StartAsync("idle");
        yield return Metric.OfValue("local.idle1000.threads", "threads", figures[0], 1) with { Target = new Target { AtMost = 24 } };
        yield return Metric.OfValue("local.idle1000.managed", "KiB", figures[1], 1) with { Target = new Target { AtMost = 256 } };
        yield return Metric.OfValue("local.idle1000.cpu", "%", figures[2], 1) with { Target = new Target { AtMost = 0.05 } };
    }

    /// <summary>The child's part: a process with nothing else in it.</summary>
    public static async Task RunChildAsync()
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var runtimes = new List<LocalRuntime>();
        for (var i = 0; i < Runtimes; i++)
        {
            var runtime = new LocalRuntime();
            await runtime.StartAsync();
            await runtime.RunAsync("echo idle");
            runtimes.Add(runtime);
        }

        var managed = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Runtimes;

        // Pool threads that started everything go away by themselves.
        await Task.Delay(s_settling);
        using var process = Process.GetCurrentProcess();

        // The first time compiles what measures, which is not what is asked.
        _ = await ShareOfProcessorAsync(process);
        var share = await ShareOfProcessorAsync(process);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{process.Threads.Count} {managed} {share}"));
        await Task.WhenAll(runtimes.Select(runtime => runtime.DisposeAsync().AsTask()));
    }

    private static async Task<double> ShareOfProcessorAsync(Process process)
    {
        process.Refresh();
        var used = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(s_watching);
        process.Refresh();
        return (process.TotalProcessorTime - used) / Stopwatch.GetElapsedTime(started) * 100;
    }
}
