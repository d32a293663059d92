using System.Diagnostics;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>How long one small command takes, from the call to its observation, both events published.</summary>
internal static class RoundTrips
{
    // In turns, so that whatever else the machine does hits both alike.
    private const int Rounds = 40;
    private const int PerRound = 50;

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        await using var runtime = new LocalRuntime();
        await runtime.StartAsync();
        using var raw = new RawShell();

        yield return (await CompareAsync("exec.local.echo", runtime, raw, mark => $"echo {mark}", mark => $"echo {mark}\n")) with
        {
            Target = new Target { AtMost = 0.5, RatioAtMost = 2.5 },
        };
        yield return (await CompareAsync("exec.local.true", runtime, raw, _ => "/bin/true", mark => $"/bin/true; echo {mark}\n")) with
        {
            Target = new Target { RatioAtMost = 1.4 },
        };
    }

    private static async Task<Metric> CompareAsync(string name, Runtime runtime, RawShell raw, Func<string, string> command, Func<string, string> line)
    {
        var ours = new Measurements();
        var theirs = new Measurements();
        for (var round = -4; round < Rounds; round++)
        {
            for (var i = 0; i < PerRound; i++)
            {
                var mark = $"mark_{i}";
                var action = new CmdRunAction(command(mark)) { Blocking = true };
                var started = Stopwatch.GetTimestamp();
                await runtime.ExecuteAsync(action);
                ours.AddSince(started, round);
            }

            for (var i = 0; i < PerRound; i++)
            {
                var mark = $"mark_{i}";
                var typed = line(mark);
                var started = Stopwatch.GetTimestamp();
                raw.Run(typed, $"{mark}\n");
                theirs.AddSince(started, round);
            }
        }

        return Metric.OfTimes(name, ours).Beside("raw PTY and bash", theirs.Median);
    }
}
