using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using OpenHands.Server.Tests.Support;

namespace OpenHands.Server.Tests.Clients;

/// <summary>Connections that are open on one side only.</summary>
internal sealed class KeepAliveTests
{
    [Test]
    public async Task A_client_that_does_not_answer_is_asked_and_then_given_up_and_one_that_answers_stays()
    {
        await using var server = await ServerUnderTest.StartAsync(Impatient);
        await using var good = await server.ConnectAsync();
        await good.InitializeAsync();
        var waiting = good.ReceiveAsync();
        using var dropped = new Measured("openhands.clients.dropped");
        using var dead = await ConnectAsync(server.Address, good.Token);

        var seen = await ReadToEndAsync(dead.GetStream());
        await dropped.First;
        await using var other = await server.ConnectAsync($"?token={good.Token}");
        await other.RunAsync("echo there");

        Assert.That(seen.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x89, 0x00]), Is.GreaterThan(0), "It was asked.");
        Assert.That((await waiting).Action(), Is.EqualTo("run"));
    }

    [Test]
    public async Task A_client_that_answers_pings_and_says_nothing_else_stays()
    {
        await using var server = await ServerUnderTest.StartAsync(Impatient);
        using var client = await ConnectAsync(server.Address, "");
        var stream = client.GetStream();
        var pings = 0;
        var last = (byte)0;
        var buffer = new byte[1];
        while (pings < 4 && await stream.ReadAsync(buffer) > 0)
        {
            if (last == 0x89 && buffer[0] == 0)
            {
                pings++;

                // A pong, masked with zeros.
                await stream.WriteAsync((byte[])[0x8A, 0x80, 0, 0, 0, 0]);
            }

            last = buffer[0];
        }

        Assert.That(pings, Is.EqualTo(4));
        Assert.That(server.Sessions.Count, Is.EqualTo(1));
    }

    [Test]
    public async Task A_client_that_floods_with_pings_and_takes_no_answer_is_given_up()
    {
        await using var server = await ServerUnderTest.StartAsync(Impatient);
        await using var good = await server.ConnectAsync();
        await good.InitializeAsync();
        using var dropped = new Measured("openhands.clients.dropped");
        using var flooding = await ConnectAsync(server.Address, good.Token);

        // Pings with 125 bytes, masked with zeros.
        var pings = Enumerable.Range(0, 500).SelectMany(_ => (byte[])[0x89, 0x80 | 125, 0, 0, 0, 0, .. new byte[125]]).ToArray();
        var flood = Assert.CatchAsync(async () =>
        {
            while (true)
            {
                await flooding.GetStream().WriteAsync(pings);
            }
        });
        var waiting = good.ReceiveAsync();
        await dropped.First;
        await using var other = await server.ConnectAsync($"?token={good.Token}");
        await other.RunAsync("echo there");

        Assert.That(await flood, Is.InstanceOf<IOException>());
        Assert.That((await waiting).Action(), Is.EqualTo("run"));
    }

    [Test]
    public async Task Who_wants_to_know_is_told_that_the_connection_is_there_and_nobody_else()
    {
        await using var server = await ServerUnderTest.StartAsync(options => options.KeepAliveInterval = TimeSpan.FromSeconds(1));
        await using var client = await server.ConnectAsync("?features=alive");
        await using var other = await server.ConnectAsync($"?token={client.Token}");

        var frames = await client.ReceiveUntilAsync(IsExtension);
        await client.InitializeAsync();
        await other.RunAsync("echo on");
        frames.AddRange(await client.ReceiveUntilAsync(frame => frame.Observation() == "run"));
        frames.AddRange(await client.ReceiveUntilAsync(IsExtension));
        var seenByOther = await other.ReceiveUntilAsync(frame => frame.Observation() == "run");

        Assert.That(frames.Where(IsExtension).Select(frame => frame.ToJsonString()), Is.All.EqualTo("""{"extension":"alive","every":1}"""));
        Assert.That(seenByOther.Where(IsExtension), Is.Empty);
    }

    private static bool IsExtension(JsonObject frame) => frame.ContainsKey("extension");

    private static void Impatient(ServerOptions options)
    {
        options.KeepAliveInterval = TimeSpan.FromSeconds(1);
        options.KeepAliveTimeout = TimeSpan.FromSeconds(1);
    }

    private static async Task<TcpClient> ConnectAsync(Uri server, string token)
    {
        var client = new TcpClient { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Host, server.Port);
        var upgrade = $"GET /ws?token={token} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(upgrade));
        return client;
    }

    private static async Task<byte[]> ReadToEndAsync(NetworkStream stream)
    {
        using var seen = new MemoryStream();
        try
        {
            await stream.CopyToAsync(seen);
        }
        catch (IOException)
        {
            // Cut off.
        }

        return seen.ToArray();
    }
}
