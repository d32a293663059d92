using System.Net;
using System.Security.Cryptography;
using System.Text;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>Who may ask: whoever has the key; and where there is none, nothing that a web page could make a browser send.</summary>
/// <param name="apiKey">The key, if there is one.</param>
/// <param name="allowedHosts">Names beside those of loopback.</param>
internal sealed class AccessRules(string? apiKey, IReadOnlyCollection<string> allowedHosts)
{
    private readonly byte[]? _key = apiKey is null ? null : SHA256.HashData(Encoding.UTF8.GetBytes(apiKey));

    /// <summary>Whether the request brings the key, or none is wanted.</summary>
    public bool HasKey(HttpContext context)
    {
        if (_key is null)
        {
            return true;
        }

        // Hashes have one length, so neither the time nor the answer tells how much of a guess was right.
        Span<byte> given = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(context.Request.Headers[ExecutorProtocol.KeyHeader].ToString()), given);
        return CryptographicOperations.FixedTimeEquals(given, _key);
    }

    /// <summary>Throws when the request must not be served.</summary>
    /// <exception cref="HostRefusal">Why not.</exception>
    public void ThrowIfForbidden(HttpContext context)
    {
        var request = context.Request;
        ThrowIfForeign(context);
        var isOpen = request.Path == ExecutorRoutes.Alive || request.Path == ExecutorRoutes.ServerInfo;
        if (!HasKey(context) && (!isOpen || request.Headers.ContainsKey(ExecutorProtocol.KeyHeader)))
        {
            throw new HostRefusal(403, ExecutorErrorCode.InvalidApiKey, "Invalid API Key");
        }
    }

    private void ThrowIfForeign(HttpContext context)
    {
        var request = context.Request;
        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !origin.Equals($"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase))
        {
            throw new HostRefusal(403, ExecutorErrorCode.ForeignOrigin, "Requests of other web pages are not served: the Origin is not this host.");
        }

        // No web page reaches a unix socket. A page that does know a key needs no rebinding.
        if (_key is null && context.Connection.LocalIpAddress is not null && !IsOurName(request.Host.Host))
        {
            throw new HostRefusal(403, ExecutorErrorCode.ForeignHost, "The Host header names another host. Without a key only localhost, its addresses and the names given by --allowed-host are served.");
        }
    }

    private bool IsOurName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address))
        || allowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
