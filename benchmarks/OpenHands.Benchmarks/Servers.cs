using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenHands.Server;

namespace OpenHands.Benchmarks;

/// <summary>What the server costs: sessions over real sockets, in this process.</summary>
internal static class Servers
{
    private const int Runs = 5;

    private static readonly CmdOutputObservation s_event = new("ls -la") { Content = string.Concat(Enumerable.Repeat("drwxr-xr-x 2 agent agent 4096 Jan  1 00:00 src\n", 4)) };

    public static async IAsyncEnumerable<Metric> EchoAsync()
    {
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory.Path);
        using var client = await ServerClient.ConnectAsync(Address(server));
        await client.InitializeAsync();
        var times = new Measurements();
        for (var round = -50; round < 1000; round++)
        {
            var started = Stopwatch.GetTimestamp();
            await client.SendAsync("""{"action":"run","args":{"command":"echo hello","blocking":true}}""");
            await client.SkipAsync();
            times.AddSince(started, round);
        }

        yield return Metric.OfTimes("ws.echo", times) with { Target = new Target { AtMost = 2, P99AtMost = 15 } };
    }

    public static async IAsyncEnumerable<Metric> LiveAsync()
    {
        yield return await MeasureLiveAsync("ws.live", clients: 1, events: 100_000, target: 50_000);
        yield return await MeasureLiveAsync("ws.live100", clients: 100, events: 3_000, target: 100_000);
    }

    public static async IAsyncEnumerable<Metric> DurableAsync()
    {
        const int sessions = 8;
        const int each = 4_000;
        const int writers = 8;
        var rates = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            using var directory = new TemporaryDirectory();
            await using var server = await StartAsync(directory.Path);
            var clients = await ConnectAsync(server, sessions);
            var started = Stopwatch.GetTimestamp();
            var receiving = clients.Select(client => TakeAsync(client, each)).ToArray();
            await Task.WhenAll(clients.SelectMany(client => Enumerable.Range(0, writers).Select(_ => PublishAsync(Session(server, client), each / writers))));
            await Task.WhenAll(receiving);
            AddRate(rates, sessions * each, started, run);
            Array.ForEach(clients, client => client.Dispose());
        }

        yield return Rate("ws.durable", rates, 15_000);
    }

    public static async IAsyncEnumerable<Metric> ReconnectAsync()
    {
        const int events = 10_000;
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory.Path);
        using var writer = await ServerClient.ConnectAsync(Address(server));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => PublishAsync(Session(server, writer), events / 100)));
        var (first, all) = (new Measurements(), new Measurements());
        for (var run = -2; run < 20; run++)
        {
            var started = Stopwatch.GetTimestamp();
            using var client = await ServerClient.ConnectAsync(Address(server), $"?token={writer.Token}");
            await client.SkipAsync();
            first.AddSince(started, run);
            await TakeAsync(client, events - 1);
            all.AddSince(started, run);
        }

        yield return Metric.OfTimes("ws.reconnect.first", first) with { Target = new Target { AtMost = 50 } };
        yield return Metric.OfTimes("ws.reconnect.all", all) with { Target = new Target { AtMost = 1000 } };
    }

    public static async IAsyncEnumerable<Metric> IdleAsync()
    {
        const int sessions = 1000;
        using var directory = new TemporaryDirectory();
        await using var server = await StartAsync(directory.Path);
        using (var warm = await ServerClient.ConnectAsync(Address(server)))
        {
            await warm.SendAsync("{");
            await warm.SkipAsync();
        }

        using var self = Process.GetCurrentProcess();
        var before = Resident(self);
        var clients = await ConnectAsync(server, sessions);

        // A client answers pings only while it waits for a frame; one that does not is disconnected.
        var waiting = clients.Select(client => client.SkipAsync().AsTask()).ToArray();
        var used = Resident(self) - before;

        // In the first period what connecting left to do is done, and the answering of pings compiled.
        _ = await ShareOfProcessorAsync(self, TimeSpan.FromSeconds(25));
        var share = await ShareOfProcessorAsync(self, TimeSpan.FromSeconds(20));
        if (waiting.Any(wait => wait.IsCompleted))
        {
            throw new InvalidOperationException("A session that should be idle was not.");
        }

        Array.ForEach(clients, client => client.Dispose());

        // Both ends of the sockets are in this process.
        yield return Metric.OfValue("ws.idle1000.rss", "MB", used / 1e6, sessions) with { Target = new Target { AtMost = 300 } };
        yield return Metric.OfValue("ws.idle1000.cpu", "%", share, sessions) with { Target = new Target { AtMost = 1 } };
    }

    /// <summary>From the start of the sample's process to its first answer.</summary>
    public static async IAsyncEnumerable<Metric> StartAsync()
    {
        var program = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../../samples/07-Server/bin/Release/net10.0/Server.dll"));
        using var directory = new TemporaryDirectory();
        using var http = new HttpClient();
        var times = new Measurements();
        for (var run = -1; run < 10; run++)
        {
            var started = Stopwatch.GetTimestamp();
            using var process = Process.Start(new ProcessStartInfo("dotnet", [program, "--port", "0", "--data", directory.Path]) { RedirectStandardOutput = true })!;
            var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
            (await http.GetAsync(line.Split(' ').First(word => word.StartsWith("http", StringComparison.Ordinal)) + "/alive")).EnsureSuccessStatusCode();
            times.AddSince(started, run);
            process.Kill();
            await process.WaitForExitAsync();
        }

        yield return Metric.OfTimes("server.start", times) with { Target = new Target { AtMost = 1000 } };
    }

    private static async Task<Metric> MeasureLiveAsync(string name, int clients, int events, double target)
    {
        await using var server = await StartAsync(dataDirectory: null);
        using var first = await ServerClient.ConnectAsync(Address(server));
        var others = await Task.WhenAll(Enumerable.Range(1, clients - 1).Select(_ => ServerClient.ConnectAsync(Address(server), $"?token={first.Token}&latest_event_id=0")));
        var session = Session(server, first);
        var rates = new Measurements();
        for (var run = -1; run < Runs; run++)
        {
            var started = Stopwatch.GetTimestamp();
            var receiving = others.Append(first).Select(client => TakeAsync(client, events)).ToArray();
            await PublishAsync(session, events);
            await Task.WhenAll(receiving);
            AddRate(rates, events * clients, started, run);
        }

        Array.ForEach(others, client => client.Dispose());
        return Rate(name, rates, target);
    }

    private static async Task<WebApplication> StartAsync(string? dataDirectory)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOpenHandsServer(options =>
        {
            options.DataDirectory = dataDirectory;
            options.MaxSessions = 2000;
        }).AddLocal();
        var app = builder.Build();
        app.MapOpenHands();
        await app.StartAsync();
        return app;
    }

    private static Uri Address(WebApplication server) => new(server.Urls.First());

    private static AgentSession Session(WebApplication server, ServerClient client) =>
        server.Services.GetRequiredService<SessionManager>().TryGet(client.SessionId, out var session) ? session : throw new InvalidOperationException("The session is not there.");

    private static async Task<ServerClient[]> ConnectAsync(WebApplication server, int sessions)
    {
        var clients = new List<ServerClient>();
        for (var i = 0; i < sessions; i++)
        {
            clients.Add(await ServerClient.ConnectAsync(Address(server)));
        }

        return [.. clients];
    }

    private static Task PublishAsync(AgentSession session, int count) => Task.Run(async () =>
    {
        for (var i = 0; i < count; i++)
        {
            await session.Events.PublishAsync(s_event, EventSource.Agent);
        }
    });

    private static Task TakeAsync(ServerClient client, int count) => Task.Run(async () =>
    {
        for (var i = 0; i < count; i++)
        {
            await client.SkipAsync();
        }
    });

    private static async Task<double> ShareOfProcessorAsync(Process process, TimeSpan period)
    {
        process.Refresh();
        var busy = process.TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(period);
        process.Refresh();
        return (process.TotalProcessorTime - busy) / Stopwatch.GetElapsedTime(started) * 100;
    }

    private static long Resident(Process process)
    {
        GC.Collect();
        process.Refresh();
        return process.WorkingSet64;
    }

    private static void AddRate(Measurements rates, int count, long started, int run)
    {
        if (run >= 0)
        {
            rates.Add(count / Stopwatch.GetElapsedTime(started).TotalSeconds);
        }
    }

    private static Metric Rate(string name, Measurements rates, double target) =>
        Metric.OfValue(name, "events/s", rates.Median, rates.Count) with { Target = new Target { AtLeast = target } };
}
