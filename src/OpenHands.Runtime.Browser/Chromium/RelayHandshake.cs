using System.Security.Cryptography;
using System.Text;

namespace OpenHands.Browsing.Chromium;

/// <summary>The opening of the relay's WebSocket: only for who knows the path, and for no web page.</summary>
/// <param name="path">The path to know.</param>
/// <param name="host">The <c>Host</c> that must be asked for; another one comes from a page whose name was bound to this machine.</param>
internal sealed class RelayHandshake(string path, string host)
{
    /// <summary>How many connections may try at one time.</summary>
    public const int MostAtOnce = 16;

    private const int LongestRequest = 8 * 1024;
    private const string KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    // A driver on the same machine sends its request at once.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Reads a request and answers it.</summary>
    /// <returns>Whether the stream now carries a WebSocket.</returns>
    public async Task<bool> TryAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            var request = await ReadAsync(stream, patience.Token).ConfigureAwait(false);
            var key = request is null ? null : KeyOf(request);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(key is null ? "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" : Welcome(key)), patience.Token).ConfigureAwait(false);
            return key is not null;
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return false;
        }
    }

    // Byte by byte would be exact too, but slow; the driver sends nothing beyond its request before it is answered.
    private static async Task<string?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestRequest];
        var length = 0;
        while (length < LongestRequest)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (buffer.AsSpan(0, length).EndsWith("\r\n\r\n"u8))
            {
                return Encoding.ASCII.GetString(buffer, 0, length);
            }
        }

        return null;
    }

    private string? KeyOf(string request)
    {
        var lines = request.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var isAsked = CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(lines[0]), Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1"));
        return isAsked && Header("Origin") is null && Header("Host") == host && "websocket".Equals(Header("Upgrade"), StringComparison.OrdinalIgnoreCase)
            ? Header("Sec-WebSocket-Key")
            : null;

        string? Header(string name) => lines.Skip(1)
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0].Equals(name, StringComparison.OrdinalIgnoreCase))?[1].Trim();
    }

    // The protocol asks for SHA-1; nothing is kept secret by it.
#pragma warning disable CA5350
    private static string Welcome(string key) =>
        $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + KeySuffix)))}\r\n\r\n";
#pragma warning restore CA5350
}
