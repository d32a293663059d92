using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.UI.Tests;

/// <summary>A server that was built without Node.js, and so without the page.</summary>
internal sealed class MissingPageTests
{
    private WebApplication _app = null!;
    private HttpClient _http = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddOpenHandsServer().AddLocal();
        _app = builder.Build();
        _app.MapOpenHands();

        // An assembly that has no page, as ours has none then.
        OpenHandsUIExtensions.Map(_app, "/", PageFiles.In(typeof(MissingPageTests).Assembly));
        await _app.StartAsync();
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    [Test]
    public async Task Its_address_answers_503_with_what_to_install_and_how_to_build()
    {
        using var answer = await _http.GetAsync(new Uri("/", UriKind.Relative));
        var page = await answer.Content.ReadAsStringAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
            Assert.That(answer.Content.Headers.ContentType?.ToString(), Is.EqualTo("text/html; charset=utf-8"));
            Assert.That(answer.Headers.CacheControl?.NoStore, Is.True);
            Assert.That(page, Does.Contain("The page has not been built").And.Contain("Its web page was left out because Node.js was not there when it was built"));
            Assert.That(page, Does.Contain("Install Node.js 20.19 or later").And.Contain("dotnet build src/OpenHands.Server.UI -c Release"));
            Assert.That(page, Does.Not.Contain("__NONCE__").And.Not.Contain("<script"));
        }
    }

    [Test]
    public async Task The_interface_works_without_it()
    {
        var models = await _http.GetStringAsync(new Uri("/api/options/security-analyzers", UriKind.Relative));
        using var alive = await _http.GetAsync(new Uri("/alive", UriKind.Relative));
        using var socket = new System.Net.WebSockets.ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{_http.BaseAddress!.Authority}/ws"), CancellationToken.None);
        var buffer = new byte[16 * 1024];
        var received = await socket.ReceiveAsync(buffer, CancellationToken.None);
        using var frame = JsonDocument.Parse(buffer.AsMemory(0, received.Count));

        Assert.That(models, Does.StartWith("["));
        Assert.That(alive.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(frame.RootElement.TryGetProperty("token", out _), Is.True);
    }

    [TestCase("/icon.svg")]
    [TestCase("/assets/index.js")]
    public async Task Files_of_the_page_are_not_found(string address)
    {
        using var answer = await _http.GetAsync(new Uri(address, UriKind.Relative));

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }
}
