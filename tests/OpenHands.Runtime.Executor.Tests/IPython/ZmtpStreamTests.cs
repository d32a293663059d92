using CsCheck;
using OpenHands.Execution.IPython;

namespace OpenHands.Execution.Tests.IPython;

[TestFixture]
public sealed class ZmtpStreamTests
{
    private static readonly Gen<byte[]> Part = Gen.Int[0, 5].SelectMany(kind => kind == 0 ? Gen.Byte.Array[250, 260] : kind == 1 ? Gen.Byte.Array[65_000, 70_000] : Gen.Byte.Array[0, 40]);

    [Test]
    public async Task Whatever_is_sent_arrives_however_it_is_cut()
    {
        await Part.Array[1, 6].Array[1, 5].SampleAsync(async messages =>
        {
            var wire = new MemoryStream();
            await using var sender = new ZmtpStream(new OneWayStream(wire));
            foreach (var message in messages)
            {
                await sender.SendAsync(message, CancellationToken.None);
            }

            wire.Position = 0;
            await using var receiver = new ZmtpStream(new OneWayStream(wire));
            foreach (var message in messages)
            {
                var received = await ReceiveAsync(receiver);
                if (!received.SelectMany(part => part.Prepend((byte)0)).SequenceEqual(message.SelectMany(part => part.Prepend((byte)0))) || received.Count != message.Length)
                {
                    return false;
                }
            }

            return true;
        }, iter: 50);
    }

    [Test]
    public async Task A_ping_is_answered_and_other_commands_are_passed_over()
    {
        var wire = new TwoWayStream([4, 3, 2, (byte)'H', (byte)'I', 4, 10, 4, .. "PING"u8, 0, 9, .. "abc"u8, 0, 2, .. "ok"u8]);
        await using var stream = new ZmtpStream(wire);

        var received = await ReceiveAsync(stream);

        Assert.That(received, Is.EqualTo(new[] { "ok"u8.ToArray() }));
        Assert.That(wire.Written, Is.EqualTo((byte[])[4, 8, 4, .. "PONG"u8, .. "abc"u8]));
    }

    [TestCase(new byte[] { 8, 1, 0 })]
    [TestCase(new byte[] { 2, 255, 0, 0, 0, 0, 0, 0, 0 })]
    [TestCase(new byte[] { 6, 0, 0, 0, 0, 255, 0, 0, 0 })]
    public async Task What_is_no_frame_is_refused(byte[] bytes)
    {
        await using var stream = new ZmtpStream(new MemoryStream(bytes));

        await Assert.ThrowsAsync<InvalidDataException>(() => stream.NextAsync(CancellationToken.None).AsTask());
    }

    [Test]
    public async Task The_end_of_the_connection_is_told()
    {
        await using var stream = new ZmtpStream(new MemoryStream([0, 5, 1]));

        var frame = await stream.NextAsync(CancellationToken.None);
        await Assert.ThrowsAsync<EndOfStreamException>(() => stream.ReadAsync(new byte[frame.Length], CancellationToken.None).AsTask());
    }

    [Test]
    public async Task Peers_greet_each_other_and_subscribe()
    {
        byte[] ready = [4, 24, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 3, .. "PUB"u8];
        ready[1] = (byte)(ready.Length - 2);
        var wire = new TwoWayStream([.. Greeting(3), .. ready]);

        await ZmtpHandshake.GreetAsync(wire, ZmtpPeer.Subscriber, CancellationToken.None);

        Assert.That(wire.Written[..64], Is.EqualTo(Greeting(3)));
        Assert.That(wire.Written[^3..], Is.EqualTo((byte[])[0, 1, 1]));
    }

    [TestCase("HTTP/1.1 400 Bad Request", "does not speak ZMTP 3")]
    [TestCase("ZMTP2", "does not speak ZMTP 3")]
    [TestCase("ROUTER", "A SUB socket was connected to a ROUTER socket.")]
    [TestCase("ERROR", "did not say READY")]
    public async Task A_wrong_peer_is_refused(string peer, string message)
    {
        byte[] answer = peer switch
        {
            "ZMTP2" => Greeting(2),
            "ROUTER" => [.. Greeting(3), 4, 28, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 6, .. "ROUTER"u8],
            "ERROR" => [.. Greeting(3), 4, 9, 5, .. "ERROR"u8, 2, .. "no"u8],
            _ => System.Text.Encoding.ASCII.GetBytes(peer.PadRight(64)),
        };

        var exception = await Assert.ThrowsAsync<InvalidDataException>(() => ZmtpHandshake.GreetAsync(new TwoWayStream(answer), ZmtpPeer.Subscriber, CancellationToken.None));

        Assert.That(exception!.Message, Does.Contain(message));
    }

    private static byte[] Greeting(byte version)
    {
        var greeting = new byte[64];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = version;
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    private static async Task<List<byte[]>> ReceiveAsync(ZmtpStream stream)
    {
        var parts = new List<byte[]>();
        ZmtpFrame frame;
        do
        {
            frame = await stream.NextAsync(CancellationToken.None);
            var part = new byte[frame.Length];
            await stream.ReadAsync(part, CancellationToken.None);
            parts.Add(part);
        }
        while (frame.HasMore);
        return parts;
    }
}
