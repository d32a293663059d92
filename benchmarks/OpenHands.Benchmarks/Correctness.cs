using System.Diagnostics;
using OpenHands.Local;

namespace OpenHands.Benchmarks;

/// <summary>Whether every command gets its own output and its own exit code, on a machine that has better things to do.</summary>
internal static class Correctness
{
    private const int Commands = 10_000;

    public static async IAsyncEnumerable<Metric> MeasureAsync()
    {
        var spinning = Enumerable.Range(0, 4).Select(_ => Process.Start("sh", ["-c", "while :; do :; done"])).ToArray();
        var wrong = 0;
        try
        {
            await using var runtime = new LocalRuntime();
            await runtime.StartAsync();
            for (var i = 0; i < Commands; i++)
            {
                var observation = await runtime.ExecuteAsync(new CmdRunAction($"echo mark_{i}; (exit {i % 7})") { Blocking = true, KeepPrompt = false });
                if (observation is not CmdOutputObservation run || run.Content != $"mark_{i}" || run.ExitCode != i % 7)
                {
                    wrong++;
                    Console.Error.WriteLine($"  wrong: {observation}");
                }
            }
        }
        finally
        {
            foreach (var process in spinning)
            {
                process.Kill();
                process.Dispose();
            }
        }

        yield return Metric.OfValue("exec.local.correct", "wrong", wrong, Commands) with { Target = new Target { AtMost = 0 } };
    }
}
