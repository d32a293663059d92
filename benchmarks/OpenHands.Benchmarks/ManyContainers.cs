using System.Diagnostics;
using OpenHands.Docker;

namespace OpenHands.Benchmarks;

/// <summary>How many sandboxes go side by side, and what one costs this process while it does nothing.</summary>
internal static class ManyContainers
{
    private const int AtOnce = 20;
    private const int Idle = 50;

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        await using var first = new DockerRuntime(Containers.Options());
        await first.StartAsync();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var runtimes = new List<DockerRuntime>();

        var started = Stopwatch.GetTimestamp();
        runtimes.AddRange(await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => StartAsync())));
        yield return Metric.OfValue("docker.many.start20", "ms", Stopwatch.GetElapsedTime(started).TotalMilliseconds, 1);

        while (runtimes.Count < Idle)
        {
            runtimes.AddRange(await Task.WhenAll(Enumerable.Range(0, Math.Min(10, Idle - runtimes.Count)).Select(_ => StartAsync())));
        }

        var managed = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1024.0 / Idle;
        yield return Metric.OfValue("docker.many.idle50.managed", "KiB", managed, Idle) with { Target = new Target { AtMost = 1024 } };
        await Task.WhenAll(runtimes.Select(runtime => runtime.DisposeAsync().AsTask()));
    }

    private static async Task<DockerRuntime> StartAsync()
    {
        var runtime = new DockerRuntime(Containers.Options());
        await runtime.StartAsync();
        await runtime.RunAsync("echo idle");
        return runtime;
    }
}
