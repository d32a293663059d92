namespace OpenHands.Conformance;

/// <summary>The browser: it runs where the commands run, and sees what they see.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BrowserConformanceTests<THarness> : BrowserSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task A_page_that_the_sandbox_serves_is_read_and_pictured()
    {
        var site = await ServeAsync(("index.html", "<title>Home</title><h1>Hello</h1><p>from the <a href=other.html>sandbox</a>"));

        var page = await OpenAsync($"{site}/index.html");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((page.Error, page.Url), Is.EqualTo((false, $"{site}/index.html")));
            Assert.That(page.Content, Is.EqualTo($"# Hello\n\nfrom the [sandbox]({site}/other.html)"));
            Assert.That(Convert.FromBase64String(page.Screenshot)[..4], Is.EqualTo((byte[])[0x89, (byte)'P', (byte)'N', (byte)'G']));
            Assert.That((page.OpenPagesUrls.Count, page.ActivePageIndex), Is.EqualTo((1, 0)));
            Assert.That(page.DomObject.Element.TryGetProperty("documents", out _), Is.True);
        }
    }

    [Test]
    public async Task A_form_is_filled_and_sent()
    {
        var site = await ServeAsync(("form.html", "<form action=echo><label>Name <input name=n></label><button>Send</button></form>"));
        var form = await OpenAsync($"{site}/form.html");

        var sent = await DoAsync($"fill('{Bid(form, "textbox", "Name")}', 'Ann')\nclick('{Bid(form, "button", "Send")}')");

        Assert.That((sent.LastBrowserActionError, sent.Content), Is.EqualTo(("", "got n=Ann")));
    }

    [Test]
    public async Task A_file_of_the_workspace_is_opened_by_its_path()
    {
        await Runtime.WriteFileAsync("notes/a b.html", "<p>in the workspace", Patience);

        var page = await OpenAsync("notes/a b.html");

        Assert.That((page.LastBrowserActionError, page.Content), Is.EqualTo(("", "in the workspace")));
    }

    [Test]
    public async Task A_download_lands_in_the_workspace()
    {
        var site = await ServeAsync(("index.html", ""));

        var page = await OpenAsync($"{site}/download");

        Assert.That(page.Content, Does.StartWith($"[Downloaded report.csv (8 bytes) to {Runtime.WorkspacePath}/downloads/report.csv.]"), page.LastBrowserActionError);
        Assert.That(await Runtime.ReadFileAsync("downloads/report.csv", Patience), Is.EqualTo("a,b\n1,2\n"));
    }

    [Test]
    public async Task A_file_of_the_sandbox_is_uploaded_and_one_of_the_host_program_only_is_not()
    {
        var host = Path.Combine(MakeHostDirectory(), "host-secret.txt");
        await File.WriteAllTextAsync(host, "secret 4711");
        await Runtime.WriteFileAsync("mine.txt", "of the sandbox", Patience);
        var site = await ServeAsync(("upload.html", "<input type=file aria-label=File onchange=\"this.files[0].text().then(t => out.textContent = 'got ' + t)\"><p id=out></p>"));
        var form = await OpenAsync($"{site}/upload.html");
        var field = Bid(form, "button", "File");

        var own = await DoAsync($"upload_file('{field}', 'mine.txt')");
        var hosts = await DoAsync($"upload_file('{field}', '{host}')");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(own.Content, Does.Contain("got of the sandbox"), own.LastBrowserActionError);
            Assert.That(hosts.Content, Harness.IsolatesHostFiles ? Does.Contain("There is no file") : Does.Contain("got secret 4711"));
            Assert.That(hosts.Content.Contains("4711", StringComparison.Ordinal), Is.EqualTo(!Harness.IsolatesHostFiles));
        }
    }

    [Test]
    public async Task What_fails_is_told_and_the_next_action_works()
    {
        var site = await ServeAsync(("index.html", "<p>fine"));

        var broken = await DoAsync("click('12'");
        var unknown = await DoAsync("click('999')");
        var refused = await OpenAsync("http://127.0.0.1:9/");
        var hung = await DoAsync($"goto('{site}/hang')", TimeSpan.FromSeconds(3));
        var fine = await OpenAsync($"{site}/index.html");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(broken.LastBrowserActionError, Does.Contain("line 1, column 11"));
            Assert.That(unknown.LastBrowserActionError, Does.Contain("There is no element with the id '999'"));
            Assert.That(refused.LastBrowserActionError, Does.Contain("net::ERR_"));
            Assert.That(hung.LastBrowserActionError, Does.Contain("in time").Or.Contains("within"));
            Assert.That((fine.LastBrowserActionError, fine.Content), Is.EqualTo(("", "fine")));
        }
    }

    [Test]
    public async Task The_browser_starts_with_the_first_action_and_runs_in_the_sandbox()
    {
        var count = $"cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -c -- '--[u]ser-data-dir={Runtime.Capabilities.StateDirectory}'";

        var before = await RunAsync(count);
        await OpenAsync("about:blank");
        var during = await RunAsync(count);

        Assert.That((before.Content.Trim(), during.Content.Trim()), Is.EqualTo(("0", "1")));
    }

    [Test]
    public async Task An_action_that_is_interrupted_ends_and_the_next_one_works()
    {
        await OpenAsync("data:text/html,<p>here");
        await using var attachment = Runtime.Attach();
        var waiting = await Runtime.Events.PublishAsync(new BrowseInteractiveAction("noop(25000)"), EventSource.Agent, Patience);

        Runtime.Interrupt(waiting.Id);
        Observation? answer = null;
        await foreach (var recorded in Runtime.Events.FollowAsync(waiting.Id, cancellationToken: Patience))
        {
            if (recorded is Observation observation && observation.Cause == waiting.Id)
            {
                answer = observation;
                break;
            }
        }

        Assert.That(answer, Is.InstanceOf<ErrorObservation>().With.Property(nameof(Observation.Content)).Contains("interrupted"));
        Assert.That((await DoAsync("noop(0)")).Content, Is.EqualTo("here"));
    }

    [Test]
    public async Task Both_actions_are_on_the_stream_with_their_observations()
    {
        await OpenAsync("data:text/html,<p>one");
        await DoAsync("noop(0)");

        var events = new List<AgentEvent>();
        await foreach (var recorded in Runtime.Events.ReadAsync(cancellationToken: Patience))
        {
            events.Add(recorded);
        }

        Assert.That(events.Select(recorded => recorded.GetType()), Is.EqualTo((Type[])[typeof(BrowseUrlAction), typeof(BrowserOutputObservation), typeof(BrowseInteractiveAction), typeof(BrowserOutputObservation)]));
        Assert.That(events.Select(recorded => recorded.Cause), Is.EqualTo((long?[])[null, 0, null, 2]));
    }
}
