using System.Diagnostics;
using OpenHands.Remote;

namespace OpenHands.Benchmarks;

/// <summary>What a host behind a loopback connection costs: an echo, large transfers, its start and its size.</summary>
internal static class RemoteHosts
{
    private const int Rounds = 40;
    private const int PerRound = 50;
    private const int Transfers = 5;
    private const int Starts = 10;
    private const long TransferBytes = 512L << 20;

    public static async IAsyncEnumerable<Metric> EchoAsync()
    {
        await using var host = await ProgramHost.StartAsync();
        await using var runtime = new RemoteRuntime(host.Url.AbsoluteUri);
        await runtime.StartAsync();
        using var raw = new RawShell();
        var ours = new Measurements();
        var theirs = new Measurements();
        for (var round = -4; round < Rounds; round++)
        {
            for (var i = 0; i < PerRound; i++)
            {
                var action = new CmdRunAction($"echo mark_{i}") { Blocking = true };
                var started = Stopwatch.GetTimestamp();
                await runtime.ExecuteAsync(action);
                ours.AddSince(started, round);
            }

            for (var i = 0; i < PerRound; i++)
            {
                var started = Stopwatch.GetTimestamp();
                raw.Run($"echo mark_{i}\n", $"mark_{i}\n");
                theirs.AddSince(started, round);
            }
        }

        yield return Metric.OfTimes("exec.remote.echo", ours).Beside("raw PTY and bash", theirs.Median) with { Target = new Target { AtMost = 0.6, P99AtMost = 8 } };
    }

    public static async IAsyncEnumerable<Metric> TransferAsync()
    {
        await using var host = await ProgramHost.StartAsync();
        await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = host.Url });
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

        var up = new Measurements();
        var down = new Measurements();
        for (var i = 0; i < Transfers; i++)
        {
            up.Add(await RateAsync(async () =>
            {
                await using var source = File.OpenRead(path);
                await executor.UploadFileAsync("uploaded", source);
            }));
            down.Add(await RateAsync(() => executor.DownloadFileAsync("uploaded", Stream.Null)));
        }

        yield return Metric.OfValue("remote.upload", "MiB/s", up.Median, up.Count) with { Target = new Target { AtLeast = 150 } };
        yield return Metric.OfValue("remote.download", "MiB/s", down.Median, down.Count) with { Target = new Target { AtLeast = 300 } };
    }

    public static async IAsyncEnumerable<Metric> SizeAsync()
    {
        if (!File.Exists(ProgramHost.StaticFile))
        {
            Console.Error.WriteLine("  The static executor is not built; run eng/build-executor.sh to measure it.");
            yield break;
        }

        var ready = new Measurements();
        var resident = new Measurements();
        for (var i = 0; i < Starts; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await using var host = await ProgramHost.StartAsync();
            using var http = new HttpClient { BaseAddress = host.Url };
            await http.GetStringAsync("/alive");
            ready.AddSince(started);

            // What an idle host holds, after it has worked.
            await using var executor = await HttpActionExecutor.ConnectAsync(new HttpActionExecutorOptions { BaseAddress = host.Url });
            await executor.ExecuteAsync(new CmdRunAction("echo idle") { Blocking = true });
            resident.Add(host.ResidentMiB());
        }

        yield return Metric.OfTimes("host.ready", ready) with { Target = new Target { AtMost = 150 } };
        yield return Metric.OfValue("host.rss", "MiB", resident.Median, resident.Count) with { Target = new Target { AtMost = 25 } };
        yield return Metric.OfValue("host.size", "MiB", new FileInfo(ProgramHost.StaticFile).Length / 1048576.0, 1) with { Target = new Target { AtMost = 20 } };
    }

    private static async Task<double> RateAsync(Func<Task> transfer)
    {
        var started = Stopwatch.GetTimestamp();
        await transfer();
        return TransferBytes / 1048576.0 / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }
}
