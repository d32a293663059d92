using System.Net.Sockets;
using System.Text.Json;

namespace OpenHands.Execution.IPython;

/// <summary>One of the sockets of a kernel: signed messages of the Jupyter wire protocol 5.</summary>
internal sealed class JupyterChannel : IAsyncDisposable
{
    /// <summary>Most bytes of content that are taken from one message.</summary>
    public const int LongestContent = 16 * 1024 * 1024;

    private const int LongestHeader = 256 * 1024;
    private const int ContentPart = 4;

    private readonly ZmtpStream _stream;
    private readonly byte[] _key;
    private readonly string _session;
    private readonly JupyterSigner _incoming;
    private readonly TimeProvider _time;

    /// <summary>A channel over a connection that has greeted.</summary>
    public JupyterChannel(ZmtpStream stream, byte[] key, string session, TimeProvider time)
    {
        _stream = stream;
        _key = key;
        _session = session;
        _incoming = new JupyterSigner(key);
        _time = time;
    }

    private static ReadOnlySpan<byte> Delimiter => "<IDS|MSG>"u8;

    /// <summary>Connects to a Unix socket.</summary>
    public static async Task<JupyterChannel> ConnectAsync(
        string path, ZmtpPeer peer, byte[] key, string session, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            var stream = new NetworkStream(socket, ownsSocket: true);
            await ZmtpHandshake.GreetAsync(stream, peer, cancellationToken).ConfigureAwait(false);
            return new JupyterChannel(new ZmtpStream(stream), key, session, time);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request. Safe for concurrent calls.</summary>
    public Task SendAsync(JupyterRequest request, CancellationToken cancellationToken)
    {
        byte[][] parts = [request.Header(_session, _time.GetUtcNow()), "{}"u8.ToArray(), "{}"u8.ToArray(), request.Content];
        using var signer = new JupyterSigner(_key);
        foreach (var part in parts)
        {
            signer.Append(part);
        }

        return _stream.SendAsync([Delimiter.ToArray(), signer.Sign(), .. parts], cancellationToken);
    }

    /// <summary>Waits for the next message that is whole and rightly signed. Others are passed over.</summary>
    /// <exception cref="EndOfStreamException">The connection has ended.</exception>
    public async ValueTask<JupyterMessage> ReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
            {
                return message;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stream.DisposeAsync().ConfigureAwait(false);
        _incoming.Dispose();
    }

    // Identities, the delimiter, the signature, then header, parent, metadata and content, then buffers that nobody here needs.
    private async ValueTask<JupyterMessage?> TryReadAsync(CancellationToken cancellationToken)
    {
        var parts = new byte[]?[ContentPart + 1];
        long contentBytes = 0;
        var part = -1;
        ZmtpFrame frame;
        do
        {
            frame = await _stream.NextAsync(cancellationToken).ConfigureAwait(false);
            var isSigned = part is > 0 and <= ContentPart;
            var bytes = part <= ContentPart && frame.Length <= (part == ContentPart ? LongestContent : LongestHeader) ? new byte[frame.Length] : null;
            if (bytes is null)
            {
                await _stream.SkipAsync(frame.Length, isSigned ? _incoming.Append : null, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await _stream.ReadAsync(bytes, cancellationToken).ConfigureAwait(false);
                if (isSigned)
                {
                    _incoming.Append(bytes);
                }
            }

            if (part >= 0)
            {
                if (part <= ContentPart)
                {
                    parts[part] = bytes;
                    contentBytes = frame.Length;
                }

                part++;
            }
            else if (bytes is not null && Delimiter.SequenceEqual(bytes))
            {
                part = 0;
            }
        }
        while (frame.HasMore);

        var isTrue = _incoming.Verify(parts[0]);
        return isTrue && part > ContentPart ? Parse(parts, contentBytes) : null;
    }

    private static JupyterMessage? Parse(byte[]?[] parts, long contentBytes)
    {
        if (parts[1] is not { } headerPart || parts[2] is not { } parentPart)
        {
            return null;
        }

        try
        {
            using var header = JupyterMessage.Parse(headerPart);
            using var parent = JupyterMessage.Parse(parentPart);
            return new JupyterMessage(Field(header, "msg_type"), Field(parent, "msg_id"), parts[ContentPart], contentBytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Field(JsonDocument document, string name) =>
        document.RootElement.ValueKind == JsonValueKind.Object
        && document.RootElement.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
