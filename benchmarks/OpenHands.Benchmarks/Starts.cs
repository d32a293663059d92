using System.Diagnostics;
using System.Globalization;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>How long it takes until a new runtime has answered its first command.</summary>
internal static class Starts
{
    private const int Warm = 100;
    private const int Cold = 7;

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        var warm = new Measurements();
        await StartAndRunAsync();
        for (var i = 0; i < Warm; i++)
        {
            warm.Add(await StartAndRunAsync());
        }

        yield return Metric.OfTimes("local.start", warm) with { Target = new Target { AtMost = 40 } };

        var cold = new Measurements();
        for (var i = 0; i < Cold; i++)
        {
            cold.Add((await ChildProgram.StartAsync("start"))[0]);
        }

        yield return Metric.OfTimes("local.start.cold", cold);
    }

    /// <summary>The child's part: the first runtime of a process.</summary>
    public static async Task RunChildAsync() => Console.WriteLine((await StartAndRunAsync()).ToString(CultureInfo.InvariantCulture));

    private static async Task<double> StartAndRunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        await runtime.RunAsync("echo first");
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }
}
