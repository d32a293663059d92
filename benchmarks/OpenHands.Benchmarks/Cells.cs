using System.Diagnostics;
using System.Globalization;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>How fast IPython starts and answers, and that ten thousand cells leave nothing in the host's memory.</summary>
internal static class Cells
{
    private const int Starts = 15;
    private const int Calls = 1000;
    private const int Floods = 7;
    private const int ManyCells = 10_000;

    public static async IAsyncEnumerable<Metric> MeasureStartAsync()
    {
        var ours = new Measurements();
        var byHand = new Measurements();
        for (var i = -1; i < Starts; i++)
        {
            var hand = await RawKernel.MeasureStartAsync();
            var started = await StartAsync();
            if (i >= 0)
            {
                byHand.Add(hand);
                ours.Add(started);
            }
        }

        yield return Metric.OfTimes("ipython.start", ours).Beside("starting the kernel and asking kernel_info by hand", byHand.Median) with
        {
            Target = new Target { RatioAtMost = 1.3 },
        };
    }

    public static async IAsyncEnumerable<Metric> MeasureCellAsync()
    {
        await using var runtime = await StartedAsync();
        await using var raw = await RawKernel.StartAsync();
        var ours = new Measurements();
        var byHand = new Measurements();
        for (var i = -100; i < Calls; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await RunAsync(runtime, "1+1");
            var middle = Stopwatch.GetTimestamp();
            await raw.ExecuteAsync("1+1");
            if (i >= 0)
            {
                ours.Add(Stopwatch.GetElapsedTime(started, middle).TotalMilliseconds);
                byHand.AddSince(middle);
            }
        }

        yield return Metric.OfTimes("ipython.cell", ours).Beside("the same by hand, reply only", byHand.Median) with { Target = new Target { AtMost = 6 } };
    }

    public static async IAsyncEnumerable<Metric> MeasureOutputAsync()
    {
        await using var runtime = await StartedAsync();
        await RunAsync(runtime, "import sys");
        var times = new Measurements();
        for (var i = -1; i < Floods; i++)
        {
            var started = Stopwatch.GetTimestamp();
            var observation = await RunAsync(runtime, "for i in range(1000): sys.stdout.write('y' * 10485 + '\\n')");
            if (i >= 0)
            {
                times.AddSince(started);
            }

            Debug.Assert(observation.OutputBytes == 10_486_000, "Output was lost.");
        }

        yield return Metric.OfTimes("ipython.output", times) with { Target = new Target { AtMost = 500 } };
    }

    public static async IAsyncEnumerable<Metric> MeasureMemoryAsync()
    {
        var grown = (await ChildProgram.StartAsync("cells"))[0];
        yield return Metric.OfValue("ipython.memory", "KiB grown over 10,000 cells", grown, 1) with { Target = new Target { AtMost = 4096 } };
    }

    /// <summary>The child's part: the live memory after many cells, less that after a tenth of them. Nothing is recorded, so nothing may stay.</summary>
    public static async Task RunChildAsync()
    {
        var options = new OpenHands.Execution.ActionExecutorOptions { WorkspacePath = Path.GetTempPath() };
        await using var executor = await OpenHands.Execution.ActionExecutor.StartAsync(options);
        long early = 0;
        for (var i = 0; i < ManyCells + (ManyCells / 10); i++)
        {
            if (i == ManyCells / 10)
            {
                early = GC.GetTotalMemory(forceFullCollection: true);
            }

            await executor.ExecuteAsync(new IPythonRunCellAction($"print({i})\n{i}") { Timeout = TimeSpan.FromMinutes(1) });
        }

        Console.WriteLine(((GC.GetTotalMemory(forceFullCollection: true) - early) / 1024.0).ToString(CultureInfo.InvariantCulture));
    }

    private static async Task<LocalRuntime> StartedAsync()
    {
        var runtime = new LocalRuntime();
        await runtime.StartAsync();
        await RunAsync(runtime, "pass");
        return runtime;
    }

    private static async Task<double> StartAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        var started = Stopwatch.GetTimestamp();
        await RunAsync(runtime, "pass");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static async Task<IPythonRunCellObservation> RunAsync(LocalRuntime runtime, string code) =>
        await runtime.ExecuteAsync(new IPythonRunCellAction(code)) as IPythonRunCellObservation ?? throw new InvalidOperationException("The cell was not run.");
}
