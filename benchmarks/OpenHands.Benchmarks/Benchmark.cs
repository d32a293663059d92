namespace OpenHands.Benchmarks;

/// <summary>Measures one or more metrics.</summary>
/// <param name="Metrics">Their names.</param>
/// <param name="MeasureAsync">Measures them.</param>
internal sealed record Benchmark(string[] Metrics, Func<IAsyncEnumerable<Metric>> MeasureAsync)
{
    /// <summary>All there are, in the order in which they run.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new(["exec.local.echo", "exec.local.true"], RoundTrips.MeasureAsync),
        new(["exec.local.correct"], Correctness.MeasureAsync),
        new(["exec.local.output"], Throughput.MeasureAsync),
        new(["exec.local.flood.yes", "exec.local.flood.lines", "exec.local.flood.longline"], Floods.MeasureAsync),
        new(["local.start", "local.start.cold"], Starts.MeasureAsync),
        new(["local.idle1000.threads", "local.idle1000.managed", "local.idle1000.cpu"], IdleRuntimes.MeasureAsync),
        new(["ipython.start"], Cells.MeasureStartAsync),
        new(["ipython.cell"], Cells.MeasureCellAsync),
        new(["ipython.output"], Cells.MeasureOutputAsync),
        new(["ipython.memory"], Cells.MeasureMemoryAsync),
        new(["browser.first"], Browsers.FirstAsync),
        new(["browser.goto", "browser.click", "browser.observe"], Browsers.ActionsAsync),
        new(["browser.tunnel"], Browsers.TunnelAsync),
        new(["exec.remote.echo"], RemoteHosts.EchoAsync),
        new(["remote.upload", "remote.download"], RemoteHosts.TransferAsync),
        new(["host.ready", "host.rss", "host.size"], RemoteHosts.SizeAsync),
        new(["docker.start"], Containers.StartAsync),
        new(["docker.claim"], Containers.ClaimAsync),
        new(["exec.docker.echo"], Containers.EchoAsync),
        new(["docker.upload", "docker.download"], Containers.TransferAsync),
        new(["docker.many.start20", "docker.many.idle50.managed"], ManyContainers.MeasureAsync),
        new(["agent.step"], AgentSteps.StepAsync),
        new(["agent.cancel"], AgentSteps.CancelAsync),
        new(["mcp.call"], AgentSteps.McpAsync),
        new(["events.append.memory"], Events.AppendToMemoryAsync),
        new(["events.append.durable"], Events.AppendToDiskAsync),
        new(["events.encode"], Events.EncodeAsync),
        new(["events.replay"], Events.ReplayAsync),
        new(["ws.echo"], Servers.EchoAsync),
        new(["ws.live", "ws.live100"], Servers.LiveAsync),
        new(["ws.durable"], Servers.DurableAsync),
        new(["ws.reconnect.first", "ws.reconnect.all"], Servers.ReconnectAsync),
        new(["ws.idle1000.rss", "ws.idle1000.cpu"], Servers.IdleAsync),
        new(["server.start"], Servers.StartAsync),
    ];
}
