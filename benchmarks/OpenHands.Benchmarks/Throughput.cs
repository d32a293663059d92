using System.Diagnostics;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>How fast output goes through the shell.</summary>
internal static class Throughput
{
    private const int Runs = 7;
    private const int Megabytes = 64;

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        using var raw = new RawShell();

        // cat of a file that is in memory already is faster than any terminal.
        var file = Path.Combine(runtime.WorkspacePath, "output");
        await File.WriteAllTextAsync(file, string.Concat(Enumerable.Repeat(new string('x', 63) + '\n', Megabytes * 1024 * 1024 / 64)));
        var ours = new Measurements();
        var theirs = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var observation = await runtime.RunAsync($"cat '{file}'");
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (observation.OutputBytes != Megabytes * 1024 * 1024)
            {
                throw new InvalidOperationException($"{observation.OutputBytes} bytes came.");
            }

            started = Stopwatch.GetTimestamp();
            raw.Run($"cat '{file}'; echo mark_{run}\n", $"mark_{run}\n");
            if (run >= 0)
            {
                ours.Add(Megabytes / seconds);
                theirs.Add(Megabytes / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        yield return Metric.OfValue("exec.local.output", "MiB/s", ours.Median, Runs).Beside("raw PTY and bash", theirs.Median) with
        {
            Target = new Target { RatioAtLeast = 0.7 },
        };
    }
}
