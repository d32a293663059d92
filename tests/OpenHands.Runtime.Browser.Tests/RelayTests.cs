using System.IO.Pipelines;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using OpenHands.Browsing.Chromium;

namespace OpenHands.Browsing.Tests;

[TestFixture]
[Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RelayTests
{
    private readonly Pipe _toBrowser = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _fromBrowser = new();

    [Test]
    public async Task Messages_go_both_ways_whatever_their_length()
    {
        await using var relay = Open();
        using var driver = await ConnectAsync(relay);
        var text = new string('x', 300_000);

        await driver.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, default);
        var sent = await _toBrowser.Reader.ReadAtLeastAsync(300_001);
        await _fromBrowser.Writer.WriteAsync(Encoding.UTF8.GetBytes($"{text}\0short\0"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Encoding.UTF8.GetString(sent.Buffer.FirstSpan[..1]), Is.EqualTo("x"));
            Assert.That(sent.Buffer.Slice(sent.Buffer.Length - 1).FirstSpan[0], Is.Zero);
            Assert.That(await ReceiveAsync(driver), Is.EqualTo(text));
            Assert.That(await ReceiveAsync(driver), Is.EqualTo("short"));
        }
    }

    [Test]
    public async Task Only_who_knows_the_path_comes_in_and_only_once()
    {
        await using var relay = Open();

        var wrong = await AskAsync(relay, "/0123456789abcdef0123456789abcdef", "");
        var page = await AskAsync(relay, new Uri(relay.Endpoint).AbsolutePath, "Origin: http://evil.example\r\n");
        var rebound = await AskAsync(relay, new Uri(relay.Endpoint).AbsolutePath, "", "evil.example");
        using var driver = await ConnectAsync(relay);

        Assert.That((wrong, page, rebound), Is.EqualTo(("HTTP/1.1 403 Forbidden", "HTTP/1.1 403 Forbidden", "HTTP/1.1 403 Forbidden")));
        await Assert.ThatAsync(() => ConnectAsync(relay), Throws.InstanceOf<WebSocketException>());
    }

    [Test]
    public async Task A_connection_that_says_nothing_keeps_nobody_out()
    {
        await using var relay = Open();
        using var silent = new TcpClient();
        await silent.ConnectAsync("127.0.0.1", new Uri(relay.Endpoint).Port);

        using var driver = await ConnectAsync(relay);

        Assert.That(driver.State, Is.EqualTo(WebSocketState.Open));
    }

    [Test]
    public async Task The_end_of_the_browser_ends_the_connection()
    {
        await using var relay = Open();
        using var driver = await ConnectAsync(relay);

        await _fromBrowser.Writer.CompleteAsync();

        await Assert.ThatAsync(() => ReceiveAsync(driver), Throws.InstanceOf<WebSocketException>());
    }

    private DevToolsRelay Open() => new(_toBrowser.Writer.AsStream(), _fromBrowser.Reader.AsStream());

    private static async Task<ClientWebSocket> ConnectAsync(DevToolsRelay relay)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(relay.Endpoint), default);
        return socket;
    }

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var text = new StringBuilder();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, default);
            text.Append(Encoding.UTF8.GetString(buffer, 0, received.Count));
            if (received.EndOfMessage)
            {
                return text.ToString();
            }
        }
    }

    private static async Task<string?> AskAsync(DevToolsRelay relay, string path, string headers, string? host = null)
    {
        var endpoint = new Uri(relay.Endpoint);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", endpoint.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {host ?? endpoint.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n{headers}\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadLineAsync();
    }
}
