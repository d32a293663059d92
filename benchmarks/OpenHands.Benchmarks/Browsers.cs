using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenHands.Browsing;
using OpenHands.Local;
using OpenHands.Remote;

namespace OpenHands.Benchmarks;

/// <summary>What the first page costs, and each further action; and what the way through an executor host adds.</summary>
internal static class Browsers
{
    private const int Starts = 10;
    private const int Rounds = 60;

    public static async IAsyncEnumerable<Metric> FirstAsync()
    {
        await using var site = await ServeAsync();
        var times = new Measurements();
        for (var i = -1; i < Starts; i++)
        {
            await using var runtime = await StartedAsync(new BrowserOptions());
            var started = Stopwatch.GetTimestamp();
            await OpenAsync(runtime, site);
            times.AddSince(started, i);
        }

        yield return Metric.OfTimes("browser.first", times) with { Target = new Target { AtMost = 2500 } };
    }

    public static async IAsyncEnumerable<Metric> ActionsAsync()
    {
        await using var site = await ServeAsync();
        await using var runtime = await StartedAsync(new BrowserOptions());
        await using var blind = await StartedAsync(new BrowserOptions { TakeScreenshots = false });
        await using var driver = await RawBrowser.StartAsync();
        var (opening, clicking, looking) = (new Measurements(), new Measurements(), new Measurements());
        var (rawOpening, rawClicking) = (new Measurements(), new Measurements());
        var button = Button(await OpenAsync(runtime, site));
        await OpenAsync(blind, site);
        for (var i = -5; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            button = Button(await OpenAsync(runtime, site));
            opening.AddSince(started, i);
            started = Stopwatch.GetTimestamp();
            Check(await runtime.ExecuteAsync(new BrowseInteractiveAction($"click('{button}')")));
            clicking.AddSince(started, i);
            started = Stopwatch.GetTimestamp();
            Check(await blind.ExecuteAsync(new BrowseInteractiveAction("noop(0)")));
            looking.AddSince(started, i);
            started = Stopwatch.GetTimestamp();
            await driver.OpenAsync(site.Urls.Single());
            rawOpening.AddSince(started, i);
            started = Stopwatch.GetTimestamp();
            await driver.ClickAsync();
            rawClicking.AddSince(started, i);
        }

        yield return Metric.OfTimes("browser.goto", opening).Beside(RawBrowser.Words, rawOpening.Median) with { Target = new Target { AtMost = 150 } };
        yield return Metric.OfTimes("browser.click", clicking).Beside(RawBrowser.Words, rawClicking.Median) with { Target = new Target { AtMost = 200 } };
        yield return Metric.OfTimes("browser.observe", looking) with { Target = new Target { AtMost = 50 } };
    }

    public static async IAsyncEnumerable<Metric> TunnelAsync()
    {
        await using var site = await ServeAsync();
        await using var host = await ProgramHost.StartAsync();
        await using var direct = await StartedAsync(new BrowserOptions());
        await using var through = new RemoteRuntime(new RemoteRuntimeOptions { Url = host.Url, Plugins = { () => new BrowserPlugin() } });
        await through.StartAsync();
        var (ours, baseline) = (new Measurements(), new Measurements());
        for (var i = -5; i < Rounds; i++)
        {
            var started = Stopwatch.GetTimestamp();
            await OpenAsync(through, site);
            ours.AddSince(started, i);
            started = Stopwatch.GetTimestamp();
            await OpenAsync(direct, site);
            baseline.AddSince(started, i);
        }

        yield return Metric.OfTimes("browser.tunnel", ours).Beside("the same in a local runtime", baseline.Median) with { Target = new Target { RatioAtMost = 1.3 } };
    }

    private static async Task<LocalRuntime> StartedAsync(BrowserOptions options)
    {
        var runtime = new LocalRuntime(new LocalRuntimeOptions { Plugins = { () => new BrowserPlugin(options) } });
        await runtime.StartAsync();
        return runtime;
    }

    private static async Task<WebApplication> ServeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var site = builder.Build();
        site.Run(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync($"<title>Small</title><h1>A small page</h1><button onclick=\"this.textContent='Clicked'\">Click</button><ul>{string.Concat(Enumerable.Range(0, 50).Select(i => $"<li><a href=/{i}>Link {i}</a></li>"))}</ul>");
        });
        await site.StartAsync();
        return site;
    }

    private static async Task<BrowserOutputObservation> OpenAsync(Runtime runtime, WebApplication site) =>
        Check(await runtime.ExecuteAsync(new BrowseUrlAction(site.Urls.Single())));

    private static BrowserOutputObservation Check(Observation observation) =>
        observation is BrowserOutputObservation { Error: false } page ? page : throw new InvalidOperationException(observation.Content);

    private static string Button(BrowserOutputObservation page) => page.ToAccessibilityOutline().Split('\n').Single(line => line.Contains("button 'Click'", StringComparison.Ordinal)).Split('[', ']')[1];
}
