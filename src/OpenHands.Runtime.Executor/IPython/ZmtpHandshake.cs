using System.Buffers.Binary;
using System.Text;

namespace OpenHands.Execution.IPython;

/// <summary>How two ZMTP 3.0 peers greet each other without authentication: sixty-four bytes each, then a READY command.</summary>
internal static class ZmtpHandshake
{
    private const int GreetingLength = 64;
    private const int LongestReady = 4096;

    private static ReadOnlySpan<byte> Mechanism => "NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"u8;

    /// <summary>Greets the peer, checks its answer, and subscribes if that is what the socket is for.</summary>
    /// <exception cref="InvalidDataException">The peer does not speak ZMTP 3 without authentication, or is of another type.</exception>
    /// <exception cref="EndOfStreamException">It closed the connection.</exception>
    public static async Task GreetAsync(Stream stream, ZmtpPeer peer, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Greeting(), cancellationToken).ConfigureAwait(false);
        var answer = new byte[GreetingLength];
        await stream.ReadExactlyAsync(answer, cancellationToken).ConfigureAwait(false);
        if (answer[0] != 0xFF || answer[9] != 0x7F || answer[10] < 3 || !answer.AsSpan(12, Mechanism.Length).SequenceEqual(Mechanism))
        {
            throw new InvalidDataException("The other end does not speak ZMTP 3 without authentication.");
        }

        await stream.WriteAsync(Ready(peer.SocketType), cancellationToken).ConfigureAwait(false);
        var head = new byte[2];
        await stream.ReadExactlyAsync(head, cancellationToken).ConfigureAwait(false);
        long length = head[1];
        if ((head[0] & ZmtpStream.LongFrame) != 0)
        {
            var rest = new byte[7];
            await stream.ReadExactlyAsync(rest, cancellationToken).ConfigureAwait(false);
            length = BinaryPrimitives.ReadInt64BigEndian([head[1], .. rest]);
        }

        if ((head[0] & ZmtpStream.CommandFrame) == 0 || length is < 6 or > LongestReady)
        {
            throw new InvalidDataException("The other end did not say READY.");
        }

        var ready = new byte[length];
        await stream.ReadExactlyAsync(ready, cancellationToken).ConfigureAwait(false);
        var type = SocketTypeOf(ready);
        if (!peer.Partners.Contains(type))
        {
            throw new InvalidDataException($"A {peer.SocketType} socket was connected to a {type} socket.");
        }

        if (peer.SubscribesToAll)
        {
            await stream.WriteAsync((byte[])[0, 1, 1], cancellationToken).ConfigureAwait(false);
        }

        await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private static byte[] Greeting()
    {
        var greeting = new byte[GreetingLength];
        greeting[0] = 0xFF;
        greeting[9] = 0x7F;
        greeting[10] = 3;
        Mechanism.CopyTo(greeting.AsSpan(12));
        return greeting;
    }

    private static byte[] Ready(string socketType) =>
    [
        ZmtpStream.CommandFrame, (byte)(1 + 5 + 1 + 11 + 4 + socketType.Length),
        5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)socketType.Length, .. Encoding.ASCII.GetBytes(socketType),
    ];

    // READY, then properties: length and name, length and value.
    private static string SocketTypeOf(ReadOnlySpan<byte> ready)
    {
        if (!ready.StartsWith("\u0005READY"u8))
        {
            throw new InvalidDataException("The other end did not say READY.");
        }

        for (var rest = ready[6..]; rest.Length > rest[0] + 5;)
        {
            var name = rest.Slice(1, rest[0]);
            var length = BinaryPrimitives.ReadInt32BigEndian(rest[(name.Length + 1)..]);
            rest = rest[(name.Length + 5)..];
            if (length < 0 || length > rest.Length)
            {
                break;
            }

            if (Encoding.ASCII.GetString(name).Equals("Socket-Type", StringComparison.OrdinalIgnoreCase))
            {
                return Encoding.ASCII.GetString(rest[..length]);
            }

            rest = rest[length..];
            if (rest.IsEmpty)
            {
                break;
            }
        }

        throw new InvalidDataException("The other end did not name its socket type.");
    }
}
