using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

/// <summary>What clients see of a screen, made up by the tests.</summary>
internal sealed class ScreenTests
{
    private static readonly byte[] s_picture = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];

    private readonly FakeScreen _screen = new();

    [Test]
    public async Task Who_asks_for_the_screen_is_sent_its_pictures_and_nobody_else_is()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("?features=screen");
        await using var other = await server.ConnectAsync($"?token={client.Token}&features=output,tokens,status");
        await client.InitializeAsync();
        await _screen.WaitForWatchersAsync(1);

        _screen.Show(new ScreenFrame("https://example.com/a b", 1280, 720, s_picture));
        var frame = (await client.ReceiveUntilAsync(IsScreen))[^1];
        await client.RunAsync("echo done");
        var others = await other.ReceiveUntilAsync(frame => frame.Observation() == "run");

        Assert.That(frame.Select(property => property.Key), Is.EqualTo((string[])["extension", "url", "width", "height", "image"]));
        Assert.That((string?)frame["url"], Is.EqualTo("https://example.com/a b"));
        Assert.That(((int)frame["width"]!, (int)frame["height"]!), Is.EqualTo((1280, 720)));
        Assert.That(Convert.FromBase64String((string)frame["image"]!), Is.EqualTo(s_picture));
        Assert.That(others, Has.None.Matches<JsonObject>(frame => IsScreen(frame!)));
    }

    [Test]
    public async Task Nobody_watches_any_more_when_the_client_says_so_or_leaves()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("?features=screen");
        await client.InitializeAsync();
        await _screen.WaitForWatchersAsync(1);

        await client.SendAsync("""{"action":"watch","args":{"screen":false}}""");
        await _screen.WaitForWatchersAsync(0);
        await client.SendAsync("""{"action":"watch","args":{"screen":true}}""");
        await _screen.WaitForWatchersAsync(1);
        client.Abort();
        await _screen.WaitForWatchersAsync(0);

        Assert.That(_screen.Watchers, Is.Zero);
    }

    [Test]
    public async Task A_slow_client_gets_the_newest_picture_and_misses_those_between()
    {
        const int pictures = 200;
        var picture = new byte[1_000_000];
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("?features=screen");
        await client.InitializeAsync();
        await _screen.WaitForWatchersAsync(1);

        for (var i = 1; i <= pictures; i++)
        {
            _screen.Show(new ScreenFrame("about:blank", i, 1, picture));
        }

        var seen = await client.ReceiveUntilAsync(frame => (int?)frame["width"] == pictures);

        Assert.That(seen, Has.Count.LessThan(pictures / 2));
    }

    [Test]
    public async Task Secrets_in_an_address_are_masked_and_a_long_one_is_cut()
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync("?features=screen");
        await client.InitializeAsync("""{"LLM_API_KEY":"sk-very-secret-key"}""");
        await _screen.WaitForWatchersAsync(1);

        _screen.Show(new ScreenFrame("https://example.com/?key=sk-very-secret-key&" + new string('x', 10_000), 1, 1, s_picture));
        var frame = (await client.ReceiveUntilAsync(IsScreen))[^1];

        Assert.That((string?)frame["url"], Does.StartWith("https://example.com/?key=").And.Not.Contain("very-secret").And.Length.LessThan(3000));
    }

    [TestCase("", """{"action":"watch","args":{"screen":true}}""", "features=screen")]
    [TestCase("?features=screen", """{"action":"watch","args":{"screen":"yes"}}""", "true or false")]
    [TestCase("?features=screen", """{"action":"watch"}""", "true or false")]
    public async Task A_wish_that_cannot_be_is_answered_by_an_error_frame(string features, string wish, string reason)
    {
        await using var server = await StartAsync();
        await using var client = await server.ConnectAsync(features);

        await client.SendAsync(wish);
        var answer = await client.ReceiveAsync();

        Assert.That(answer.IsError(), Is.True);
        Assert.That(answer.Content(), Does.Contain(reason));
    }

    private static bool IsScreen(JsonObject frame) => (string?)frame["extension"] == "screen";

    private Task<ServerUnderTest> StartAsync() => ServerUnderTest.StartAsync(
        options => options.Plugins.Add(_screen.Name), services: services => services.AddOpenHandsRuntime().AddPlugin(_screen.Name, _ => _screen));
}
