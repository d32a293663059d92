using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpenHands.Browsing.Tests.Support;
using OpenHands.Local;

namespace OpenHands.Browsing.Tests;

// Counts or kills the browsers of this program: those of other tests must not be among them.
[TestFixture]
[NonParallelizable]
internal sealed class BehaviourTests : BrowserTest
{
    [TestCase(true, "OK", "OK and 'me'", "true me")]
    [TestCase(false, "Cancel", "Cancel", "false null")]
    public async Task Dialogs_are_answered_and_told(bool accepts, string confirmation, string prompting, string result)
    {
        var runtime = await StartAsync(new BrowserOptions { AcceptDialogs = accepts });
        var site = await ServeAsync(("/", "<body><script>alert('hello'); document.body.append(confirm('sure?') + ' ' + prompt('who?', 'me'))</script>"));

        var page = Page(await runtime.ExecuteAsync(new BrowseUrlAction(site.Address), Patience));

        Assert.That(page.Content, Is.EqualTo($"[The page said (alert): hello]\n[The page asked (confirm): sure? – answered with {confirmation}.]\n[The page asked (prompt): who? – answered with {prompting}.]\n{result}"));
    }

    [Test]
    public async Task Only_allowed_hosts_are_reached_whatever_asks_for_them()
    {
        var reached = new ConcurrentBag<string>();
        var site = Own(await Site.ServeAsync(application =>
        {
            application.Use((HttpContext context, RequestDelegate next) =>
            {
                if (context.Request.Host.Host == "127.0.0.1")
                {
                    reached.Add(context.Request.Path);
                }

                return next(context);
            });
            application.MapGet("/", (HttpRequest request) => Results.Content($"<a href=http://127.0.0.1:{request.Host.Port}/link>Leave</a>", "text/html"));
            application.MapGet("/redirect", (HttpRequest request) => Results.Redirect($"http://127.0.0.1:{request.Host.Port}/redirected"));
            application.MapGet("/script", (HttpRequest request) => Results.Content(ScriptThatAsks($"127.0.0.1:{request.Host.Port}"), "text/html"));
        }));
        var runtime = await StartAsync(new BrowserOptions { AllowedHosts = { "localhost" } });
        var home = $"http://localhost:{site.Port}";

        var asked = Page(await runtime.ExecuteAsync(new BrowseUrlAction($"{site.Address}/asked"), Patience));
        var redirected = Page(await runtime.ExecuteAsync(new BrowseUrlAction($"{home}/redirect"), Patience));
        var link = Page(await runtime.ExecuteAsync(new BrowseUrlAction(home), Patience));
        var clicked = Page(await runtime.ExecuteAsync(new BrowseInteractiveAction($"click('{Bid(link, "link", "Leave")}')"), Patience));
        var script = Page(await runtime.ExecuteAsync(new BrowseUrlAction($"{home}/script"), Patience));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked.LastBrowserActionError, Is.EqualTo("The host 127.0.0.1 may not be reached from this browser. Allowed: localhost."));
            Assert.That(redirected.LastBrowserActionError, Does.Contain("ERR_NAME_NOT_RESOLVED"));
            Assert.That(clicked.Url, Does.Not.Contain("/link").Or.Contain("chrome-error:"), clicked.Content);
            Assert.That(script.Content, Does.Contain("fetch refused").And.Contain("socket refused").And.Contain("picture refused"));
            Assert.That(reached, Is.Empty);
        }
    }

    [Test]
    public async Task Cookies_and_storage_are_those_of_one_runtime_and_options_are_seen_by_pages()
    {
        var other = await StartAsync(new BrowserOptions { UserAgent = "Tester/1", Locale = "de-CH", ViewportWidth = 640, ViewportHeight = 480 });
        var site = Own(await Site.ServeAsync(application => application.MapGet("/", (HttpContext context) =>
        {
            var seen = context.Request.Cookies["c"] ?? "none";
            context.Response.Cookies.Append("c", "set");
            return Results.Content($"<script>document.write('cookie {seen} ' + (localStorage.k || 'none') + ' ' + [innerWidth, innerHeight, navigator.language, navigator.userAgent.includes('Tester')].join()); localStorage.k = 1</script>", "text/html");
        })));

        await OpenAsync(site.Address);
        var again = await OpenAsync(site.Address);
        var first = Page(await other.ExecuteAsync(new BrowseUrlAction(site.Address), Patience));

        Assert.That(again.Content, Is.EqualTo("cookie set 1 1280,720,en-US,false"));
        Assert.That(first.Content, Is.EqualTo("cookie none none 640,480,de-CH,true"));
    }

    [Test]
    public async Task Nothing_runs_before_the_first_action_and_nothing_after_the_runtime()
    {
        await using var runtime = await StartAsync(new BrowserOptions());
        var before = Chromiums();

        await runtime.ExecuteAsync(new BrowseUrlAction("about:blank"), Patience);
        var during = Chromiums();
        await runtime.DisposeAsync();

        Assert.That(during, Has.Count.EqualTo(before.Count + 1));
        Assert.That(Chromiums(), Is.EquivalentTo(before));
    }

    [Test]
    public async Task A_syntax_error_names_its_place_and_runs_nothing()
    {
        await OpenAsync("data:text/html,<p>here");

        var page = await DoAsync("goto('about:blank')\n  click(12 13)");
        var unknown = await DoAsync("goto('about:blank')\nfly('12')");
        var after = await DoAsync("noop(0)");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((page.Error, page.LastBrowserActionError), Is.EqualTo((true, "The browser actions have an error in line 2, column 12: ',' or ')' is expected, not '1'. Nothing was done.")));
            Assert.That(unknown.LastBrowserActionError, Does.StartWith("The browser actions have an error in line 2, column 1: there is no action 'fly'. There is: goto, go_back,"));
            Assert.That(after.Content, Is.EqualTo("here"));
        }
    }

    [Test]
    public async Task Messages_to_the_user_are_told()
    {
        var page = await DoAsync("send_msg_to_user('done!')\nreport_infeasible('no such product')");

        Assert.That(page.Content, Does.StartWith("[Message to the user: done!]\n[The task was reported infeasible: no such product]"));
    }

    [Test]
    public async Task Who_watches_sees_pictures_and_the_tab_that_becomes_active()
    {
        var plugin = Runtime.FindPlugin<BrowserPlugin>()!;
        await OpenAsync("data:text/html,<p>first");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        await using var frames = plugin.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);

        Assert.That(await frames.MoveNextAsync(), Is.True);
        var first = frames.Current;
        await DoAsync("new_tab()\ngoto('data:text/html,<p>second')");
        while (!frames.Current.Url.Contains("second", StringComparison.Ordinal))
        {
            Assert.That(await frames.MoveNextAsync(), Is.True);
        }

        await using var later = plugin.WatchAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        Assert.That(await later.MoveNextAsync(), Is.True);
        Assert.That(later.Current.Url, Does.Contain("second"));
        Assert.That(first.Url, Does.Contain("first"));
        Assert.That((first.Width, first.Height), Is.EqualTo((1280, 720)));
        Assert.That(frames.Current.Jpeg.ToArray()[..2], Is.EqualTo((byte[])[0xFF, 0xD8]));
        await DoAsync("tab_close()");
    }

    [Test]
    public async Task Too_many_tabs_are_refused()
    {
        var runtime = await StartAsync(new BrowserOptions { MaxTabs = 2 });

        var third = Page(await runtime.ExecuteAsync(new BrowseInteractiveAction("new_tab()\nnew_tab()"), Patience));

        Assert.That(third.LastBrowserActionError, Does.Contain("There are 2 tabs, and no more are allowed."));
    }

    private static HashSet<int> Chromiums() =>
        [.. Descendants.All().Where(process => process.Value.Contains("--remote-debugging-pipe", StringComparison.Ordinal) && !process.Value.Contains("--type=", StringComparison.Ordinal)).Select(process => process.Key)];

    private async Task<LocalRuntime> StartAsync(BrowserOptions options)
    {
        var runtime = Own(new LocalRuntime(new LocalRuntimeOptions { Plugins = { () => new BrowserPlugin(options) } }));
        await runtime.StartAsync(Patience);
        return runtime;
    }

    // Each says at the end how it went; the page is shown when all have.
    private static string ScriptThatAsks(string host) => $$"""
        <script>
          const tell = text => document.body.append(text + ' ');
          const fetched = fetch('http://{{host}}/fetched', { mode: 'no-cors' }).then(() => tell('fetch leaked'), () => tell('fetch refused'));
          const socket = new Promise(end => {
            const socket = new WebSocket('ws://{{host}}/socket');
            socket.onopen = () => end(tell('socket leaked'));
            socket.onerror = () => end(tell('socket refused'));
          });
          const picture = new Promise(end => {
            const picture = new Image();
            picture.onload = () => end(tell('picture leaked'));
            picture.onerror = () => end(tell('picture refused'));
            picture.src = 'http://{{host}}/picture';
          });
          navigator.sendBeacon('http://{{host}}/beacon');
        </script>
        <iframe src="http://{{host}}/frame"></iframe>
        <body></body>
        """;
}
