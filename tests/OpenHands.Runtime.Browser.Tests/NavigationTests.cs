using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using OpenHands.Browsing.Tests.Support;

namespace OpenHands.Browsing.Tests;

[TestFixture]
[Parallelizable(ParallelScope.Self)]
internal sealed class NavigationTests : BrowserTest
{
    [TestCase("http://no-such-host.invalid/", "ERR_NAME_NOT_RESOLVED", "Check the name")]
    [TestCase("http://127.0.0.1:1/", "ERR_UNSAFE_PORT", "Serve on another one")]
    [TestCase("nothing-here.html", "ERR_FILE_NOT_FOUND", "http://")]
    [TestCase("javascript:alert(1)", "javascript: are not opened", "Use http, https, file, about or data.")]
    [TestCase("chrome://settings", "chrome: are not opened", "")]
    [TestCase("view-source:http://localhost/", "view-source: are not opened", "")]
    [TestCase("http://", "is no address", "http://localhost:8000/")]
    [TestCase("", "The address is empty", "")]
    public async Task An_address_that_does_not_open_says_why_and_what_to_do(string url, string reason, string advice)
    {
        var page = await OpenAsync(url);
        var next = await OpenAsync("data:text/html,<p>fine");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(page.Error, Is.True);
            Assert.That(page.LastBrowserActionError, Does.Contain(reason).And.Contains(advice));
            Assert.That(page.Content, Does.Contain(page.LastBrowserActionError));
            Assert.That((next.Error, next.Content), Is.EqualTo((false, "fine")));
        }
    }

    [Test]
    public async Task A_closed_port_a_redirect_loop_and_an_empty_answer_are_told()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/loop", () => Results.Redirect("/loop"));
            application.MapGet("/nothing", () => Results.NoContent());
            application.MapGet("/missing", () => Results.Content("<p>not found", "text/html", statusCode: 404));
        }));
        var closed = await Site.OfAsync(("/", ""));
        var address = closed.Address;
        await closed.DisposeAsync();

        var refused = await OpenAsync(address);
        var loop = await OpenAsync($"{site.Address}/loop");
        var nothing = await OpenAsync($"{site.Address}/nothing");
        var missing = await OpenAsync($"{site.Address}/missing");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused.LastBrowserActionError, Does.Contain("ERR_CONNECTION_REFUSED").And.Contains("Start the server first"));
            Assert.That(loop.LastBrowserActionError, Does.Contain("ERR_TOO_MANY_REDIRECTS"));
            Assert.That(nothing.LastBrowserActionError, Does.Contain("nothing to show"));
            Assert.That((missing.Error, missing.Content), Is.EqualTo((false, "not found")));
        }
    }

    [Test]
    public async Task A_certificate_that_cannot_be_verified_is_told()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        await using var application = builder.Build();
        await application.StartAsync(Patience);

        var page = await OpenAsync(application.Urls.Single());
        var next = await OpenAsync("data:text/html,<p>fine");

        Assert.That(page.Error, Is.True);
        Assert.That(page.LastBrowserActionError, Does.Contain("ERR_CERT_").And.Contains("authority installed in the sandbox"));
        Assert.That((next.Error, next.Content), Is.EqualTo((false, "fine")));
        await application.StopAsync(Patience);
    }

    [Test]
    public async Task Quotes_in_an_address_inject_nothing()
    {
        var site = Own(await Site.ServeAsync(application => application.MapGet("/{*path}", (HttpRequest request) => Results.Content($"<p>asked {WebUtility.HtmlEncode(Uri.UnescapeDataString(request.QueryString.Value!))}", "text/html"))));

        var page = await OpenAsync($"{site.Address}/?q=\")\nnew_tab()\ngoto(\"about:blank");

        Assert.That(page.OpenPagesUrls, Has.Count.EqualTo(1));
        Assert.That(page.Content, Does.StartWith("asked ?q=\")new_tab()goto(\"about:blank"));
    }

    [Test]
    public async Task History_goes_back_and_forward()
    {
        var site = await ServeAsync(("/a", "<p>page a"), ("/b", "<p>page b"));
        await DoAsync($"goto('{site.Address}/a'); goto('{site.Address}/b')");

        var back = await DoAsync("go_back()");
        var forward = await DoAsync("go_forward()");

        Assert.That((back.Content, forward.Content), Is.EqualTo(("page a", "page b")));
    }

    [Test]
    public async Task A_picture_that_never_comes_keeps_nobody_waiting()
    {
        var site = Own(await Site.ServeAsync(application =>
        {
            application.MapGet("/", () => Results.Content("<p>text<img src=/never>", "text/html"));
            application.MapGet("/never", (HttpContext context) => Task.Delay(Timeout.Infinite, CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, application.Lifetime.ApplicationStopping).Token));
        }));

        var page = await OpenAsync(site.Address);

        Assert.That((page.Error, page.Content), Is.EqualTo((false, "text")));
    }

    [Test]
    public async Task Tabs_are_opened_focused_and_closed()
    {
        var site = await ServeAsync(("/", "<a href=/popup target=_blank>Open</a>"), ("/popup", "<p>popup"));
        var start = await OpenAsync(site.Address);

        var popup = await DoAsync($"click('{Bid(start, "link", "Open")}')");
        var back = await DoAsync("tab_focus(0)");
        var third = await DoAsync($"new_tab()\ngoto('{site.Address}/popup?3')");
        var closed = await DoAsync("tab_close()");
        var none = await DoAsync("tab_focus(7)");
        await DoAsync("tab_focus(1)\ntab_close()");
        var last = await DoAsync("tab_close()");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((popup.Content, popup.ActivePageIndex), Is.EqualTo(("popup", 1)));
            Assert.That(popup.OpenPagesUrls, Is.EqualTo((string[])[$"{site.Address}/", $"{site.Address}/popup"]));
            Assert.That((back.ActivePageIndex, back.Url), Is.EqualTo((0, $"{site.Address}/")));
            Assert.That((third.ActivePageIndex, third.OpenPagesUrls.Count), Is.EqualTo((2, 3)));
            Assert.That((closed.ActivePageIndex, closed.OpenPagesUrls.Count), Is.EqualTo((0, 2)));
            Assert.That(none.LastBrowserActionError, Is.EqualTo("There is no tab 7: there are 2, counted from 0."));
            Assert.That((last.Error, last.OpenPagesUrls.Single()), Is.EqualTo((false, "about:blank")));
        }
    }
}
