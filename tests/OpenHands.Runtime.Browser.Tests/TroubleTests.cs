using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;
using OpenHands.Local;

namespace OpenHands.Browsing.Tests;

/// <summary>Pages and browsers that hang, crash or are not there.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class TroubleTests : BrowserTest
{
    protected override BrowserOptions Options => new() { ActionTimeout = TimeSpan.FromSeconds(3) };

    [Test]
    public async Task A_page_that_never_comes_times_out_and_the_state_is_kept()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<p>here", "text/html"));
            application.MapGet("/never", (HttpContext context) => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, application.Lifetime.ApplicationStopping).Token));
        }));
        await OpenAsync(site.Address);

        var never = await OpenAsync($"{site.Address}/never");
        var next = await DoAsync("noop(0)");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(never.LastBrowserActionError, Does.StartWith("It did not end within 00:00:03; the page stays as it is."));
            Assert.That(never.Content, Does.EndWith("\nhere"));
            Assert.That(next.Content, Is.EqualTo("here"));
        }
    }

    [Test]
    public async Task A_script_that_never_ends_costs_its_tab_only()
    {
        var page = await ShowAsync("<button onclick=\"for (;;) {}\">Hang</button>");

        var hung = await DoAsync($"click('{Bid(page, "button", "Hang")}')");
        var next = await DoAsync("goto('data:text/html,<p>alive')");

        Assert.That(hung.LastBrowserActionError, Does.Contain("does not answer, because a script of it does not end"));
        Assert.That(next.Content, Is.EqualTo("[The page did not answer, because a script of it does not end; its tab was replaced by an empty one.]\nalive"));
    }

    [Test]
    public async Task A_page_that_crashes_costs_its_tab_only()
    {
        await ShowAsync("<p>before</p>");

        Descendants.Kill(command => command.Contains("--type=renderer", StringComparison.Ordinal));
        var crashed = await DoAsync("noop(2000)");
        var next = await DoAsync("goto('data:text/html,<p>alive')");

        Assert.That(crashed.Content, Does.Contain("crashed").And.Contains("replaced by an empty one"));
        Assert.That((next.Error, next.Content), Is.EqualTo((false, "alive")));
    }

    [Test]
    public async Task A_browser_that_is_killed_is_started_again_and_says_so()
    {
        await OpenAsync("data:text/html,<p>before");

        Descendants.Kill(command => command.Contains("--remote-debugging-pipe", StringComparison.Ordinal) && !command.Contains("--type=", StringComparison.Ordinal));
        var killed = await DoAsync("noop(2000)");
        var next = await OpenAsync("data:text/html,<p>after");

        Assert.That(killed.Content, Does.Contain("was started again").And.Contains("its tabs, cookies and logins are gone"));
        Assert.That((next.Error, next.Content), Is.EqualTo((false, "after")));
    }

    [Test]
    public async Task Who_watches_a_browser_that_is_killed_sees_that_it_is_gone_and_then_the_next_one()
    {
        await OpenAsync("data:text/html,<p>before");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        await using var frames = Runtime.FindPlugin<BrowserPlugin>()!.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.That(await frames.MoveNextAsync(), Is.True);

        Descendants.Kill(command => command.Contains("--remote-debugging-pipe", StringComparison.Ordinal) && !command.Contains("--type=", StringComparison.Ordinal));
        while (frames.Current != ScreenFrame.Nothing)
        {
            Assert.That(await frames.MoveNextAsync(), Is.True);
        }

        await OpenAsync("data:text/html,<p>after");
        while (!frames.Current.Url.Contains("after", StringComparison.Ordinal))
        {
            Assert.That(await frames.MoveNextAsync(), Is.True);
        }

        Assert.That(frames.Current.Jpeg.Length, Is.GreaterThan(0));
    }

    [Test]
    public async Task A_browser_that_stands_still_is_started_again_and_says_so()
    {
        await OpenAsync("data:text/html,<p>before");

        Descendants.Stop(command => command.Contains("--remote-debugging-pipe", StringComparison.Ordinal) && !command.Contains("--type=", StringComparison.Ordinal));
        var stopped = await DoAsync("goto('data:text/html,<p>never')");
        var next = await OpenAsync("data:text/html,<p>after");

        Assert.That(stopped.Error, Is.True);
        Assert.That((next.Error, next.Content), Is.EqualTo((false, "[The browser did not answer any more and was started again; its tabs, cookies and logins are gone.]\nafter")));
    }

    [TestCase(null, "There is no browser in the sandbox. Install one there, on Debian with `apt-get install -y chromium fonts-dejavu-core`, and try again.")]
    [TestCase("/no/such/chromium", "There is no browser in the sandbox: the program /no/such/chromium does not exist there. Correct BrowserOptions.ExecutablePath, or install it.")]
    [TestCase("/bin/false", "Chromium ended with exit code 1 while it started.")]
    public async Task A_browser_that_is_missing_is_told_and_nothing_else_suffers(string? path, string message)
    {
        var runtime = Own(new LocalRuntime(new LocalRuntimeOptions
        {
            Environment = path is null ? new Dictionary<string, string> { ["PATH"] = await EmptyPathAsync() } : [],
            Plugins = { () => new BrowserPlugin(new BrowserOptions { ExecutablePath = path }) },
        }));
        await runtime.StartAsync(Patience);

        var page = Page(await runtime.ExecuteAsync(new BrowseUrlAction("about:blank"), Patience));
        var command = await runtime.RunAsync("echo fine", cancellationToken: Patience);

        Assert.That((page.Error, page.Content, page.LastBrowserActionError), Is.EqualTo((true, message, message)));
        Assert.That(command.Content, Is.EqualTo("fine"));
    }

    // What the start needs, and no browser.
    private async Task<string> EmptyPathAsync()
    {
        var made = await Runtime.RunAsync("mkdir -p bin && for p in sh mkdir id rm; do ln -sf \"$(command -v $p)\" bin/; done; realpath bin", cancellationToken: Patience);
        return made.Content.Trim();
    }
}
