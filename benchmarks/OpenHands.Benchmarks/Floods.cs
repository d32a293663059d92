using System.Globalization;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>How much memory a command takes that prints without end. Each run has a process of its own.</summary>
internal static class Floods
{
    private const int Runs = 3;

    private static readonly Dictionary<string, string> s_commands = new(StringComparer.Ordinal)
    {
        ["yes"] = "timeout 10 yes",
        ["lines"] = "seq 200000",
        ["longline"] = "head -c 50000000 /dev/zero | tr '\\0' x",
    };

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        foreach (var name in s_commands.Keys)
        {
            var peaks = new Measurements();
            for (var run = 0; run < Runs; run++)
            {
                peaks.Add((await ChildProgram.StartAsync("flood", name))[0]);
            }

            yield return Metric.OfValue($"exec.local.flood.{name}", "MiB over idle", peaks.Percentile(100), Runs) with { Target = new Target { AtMost = 64 } };
        }
    }

    /// <summary>The child's part: the highest resident size during the command, less that before it.</summary>
    public static async Task RunChildAsync(string name)
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        await runtime.RunAsync("echo idle");
        var idle = Resident("VmRSS:");

        var observation = await runtime.RunAsync(s_commands[name]);

        Console.Error.WriteLine($"  {name}: exit code {observation.ExitCode}, {observation.OutputBytes ?? observation.Content.Length} bytes");
        Console.WriteLine((Resident("VmHWM:") - idle).ToString(CultureInfo.InvariantCulture));
    }

    private static double Resident(string field)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line[field.Length..^2].Trim(), CultureInfo.InvariantCulture) / 1024;
    }
}
