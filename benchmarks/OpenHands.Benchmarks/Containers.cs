using System.Diagnostics;
using OpenHands.Docker;

namespace OpenHands.Benchmarks;

/// <summary>What a sandbox in a container costs.</summary>
internal static class Containers
{
    private const int Starts = 10;
    private const int Claims = 40;
    private const int Rounds = 40;
    private const int PerRound = 50;
    private const int Transfers = 3;
    private const long TransferBytes = 512L << 20;

    /// <summary>Options as a user would have them, with the image that bench.sh makes.</summary>
    public static DockerRuntimeOptions Options() => new() { Image = Image, PullPolicy = DockerPullPolicy.Never, Network = "none", Owner = "benchmarks" };

    private static string Image => Environment.GetEnvironmentVariable("OPENHANDS_IMAGE")
        ?? throw new InvalidOperationException("OPENHANDS_IMAGE is not set. Run ./bench.sh docker, which makes an image.");

    public static async IAsyncEnumerable<Metric> StartAsync()
    {
        var ours = new Measurements();
        var theirs = new Measurements();
        for (var i = -1; i < Starts; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using (var runtime = new DockerRuntime(Options()))
            {
                await runtime.StartAsync();
                await runtime.RunAsync("echo first");
                ours.AddSince(started, i);
            }

            started = Stopwatch.GetTimestamp();
            using var docker = Process.Start(new ProcessStartInfo("docker", ["run", "--rm", "--network", "none", Image, "echo"]) { RedirectStandardOutput = true })!;
            await docker.WaitForExitAsync();
            theirs.AddSince(started, i);
        }

        yield return Metric.OfTimes("docker.start", ours).Beside("docker run --rm --network none IMAGE echo", theirs.Median) with { Target = new Target { RatioAtMost = 1.2 } };
    }

    public static async IAsyncEnumerable<Metric> ClaimAsync()
    {
        var times = new Measurements();
        await using var pool = new DockerRuntimePool(Options(), 4);
        for (var i = -1; i < Claims; i++)
        {
            await pool.StartAsync();
            var started = Stopwatch.GetTimestamp();
            await using var runtime = await pool.ClaimAsync();
            await runtime.RunAsync("echo first");
            times.AddSince(started, i);
        }

        yield return Metric.OfTimes("docker.claim", times) with { Target = new Target { AtMost = 5 } };
    }

    public static async IAsyncEnumerable<Metric> EchoAsync()
    {
        await using var runtime = new DockerRuntime(Options());
        await runtime.StartAsync();
        using var raw = Process.Start(new ProcessStartInfo("docker", ["exec", "--interactive", runtime.ContainerId!, "cat"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var ours = new Measurements();
        var theirs = new Measurements();
        for (var round = -4; round < Rounds; round++)
        {
            for (var i = 0; i < PerRound; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await runtime.ExecuteAsync(new CmdRunAction($"echo mark_{i}") { Blocking = true });
                ours.AddSince(started, round);
            }

            for (var i = 0; i < PerRound; i++)
            {
                var started = Stopwatch.GetTimestamp();
                await raw.StandardInput.WriteLineAsync($"mark_{i}");
                await raw.StandardInput.FlushAsync();
                await raw.StandardOutput.ReadLineAsync();
                theirs.AddSince(started, round);
            }
        }

        raw.StandardInput.Close();
        await raw.WaitForExitAsync();
        yield return Metric.OfTimes("exec.docker.echo", ours).Beside("docker exec -i CONTAINER cat", theirs.Median) with { Target = new Target { AtMost = 0.9, P99AtMost = 5 } };
    }

    public static async IAsyncEnumerable<Metric> TransferAsync()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "half-a-gibibyte");
        await using (var file = File.Create(path))
        {
            var noise = new byte[1 << 20];
            Random.Shared.NextBytes(noise);
            for (var written = 0L; written < TransferBytes; written += noise.Length)
            {
                await file.WriteAsync(noise);
            }
        }

        await using var runtime = new DockerRuntime(Options());
        await runtime.StartAsync();
        var up = new Measurements();
        var down = new Measurements();
        for (var i = 0; i < Transfers; i++)
        {
            up.Add(await RateAsync(() => runtime.CopyToAsync(path, "/workspace")));
            down.Add(await RateAsync(() => runtime.CopyFromAsync("/workspace/half-a-gibibyte", Path.Combine(directory.Path, "back"))));
        }

        yield return Metric.OfValue("docker.upload", "MiB/s", up.Median, up.Count) with { Target = new Target { AtLeast = 150 } };
        yield return Metric.OfValue("docker.download", "MiB/s", down.Median, down.Count) with { Target = new Target { AtLeast = 300 } };
    }

    private static async Task<double> RateAsync(Func<Task> transfer)
    {
        var started = Stopwatch.GetTimestamp();
        await transfer();
        return (TransferBytes >> 20) / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
