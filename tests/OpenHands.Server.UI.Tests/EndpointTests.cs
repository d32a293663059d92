using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.UI.Tests;

/// <summary>How the page's files are served.</summary>
internal sealed class EndpointTests
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapOpenHandsUI("/agents");
        await _app.StartAsync();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task The_address_without_a_slash_leads_to_the_one_with_it()
    {
        using var answer = await _http.GetAsync(new Uri("/agents?x=1", UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Redirect));
        Assert.That(answer.Headers.Location?.ToString(), Is.EqualTo("/agents/?x=1"));
    }

    [Test]
    public async Task Each_answer_has_another_number_for_its_style_sheets()
    {
        using var first = await _http.GetAsync(new Uri("/agents/", UriKind.Relative));
        using var second = await _http.GetAsync(new Uri("/agents/", UriKind.Relative));

        Assert.That(first.Headers.GetValues("Content-Security-Policy"), Is.Not.EqualTo(second.Headers.GetValues("Content-Security-Policy")));
        Assert.That(first.Headers.CacheControl?.NoStore, Is.True);
        Assert.That(await first.Content.ReadAsStringAsync(), Does.Not.Contain("__NONCE__"));
    }

    [Test]
    public async Task A_file_is_sent_as_the_client_can_take_it_and_once_only()
    {
        var icon = new Uri("/agents/icon.svg", UriKind.Relative);
        using var plain = await _http.GetAsync(icon);
        if (plain.StatusCode == HttpStatusCode.NotFound)
        {
            Assert.Ignore("The page is not built, as Node.js 20.19 or later was not there.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, icon) { Headers = { { "Accept-Encoding", "gzip" } } };
        using var compressed = await _http.SendAsync(request);
        using var again = new HttpRequestMessage(HttpMethod.Get, icon) { Headers = { { "If-None-Match", plain.Headers.ETag!.Tag } } };
        using var unchanged = await _http.SendAsync(again);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await plain.Content.ReadAsStringAsync(), Does.StartWith("<svg"));
            Assert.That(plain.Content.Headers.ContentType?.MediaType, Is.EqualTo("image/svg+xml"));
            Assert.That(compressed.Content.Headers.ContentEncoding, Does.Contain("gzip"));
            Assert.That(unchanged.StatusCode, Is.EqualTo(HttpStatusCode.NotModified));
        }
    }

    [TestCase("/agents/assets/missing.js")]
    [TestCase("/agents/index.html")]
    [TestCase("/agents/locales/en-US/translation.json")]
    [TestCase("/icon.svg")]
    public async Task What_is_not_there_is_not_found(string address)
    {
        using var answer = await _http.GetAsync(new Uri(address, UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public void A_path_begins_with_a_slash() =>
        Assert.That(() => _app.MapOpenHandsUI("agents"), Throws.ArgumentException.With.Message.Contain("'agents'"));
}
