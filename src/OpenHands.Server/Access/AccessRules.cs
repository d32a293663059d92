using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace OpenHands.Server.Access;

/// <summary>Who may ask at all: nobody by a name or from a web page that is not known, and beyond loopback only those who know the key.</summary>
/// <remarks>
/// A page elsewhere must not get a shell: neither by a request of its own (<c>Origin</c>) nor by a name of its own that leads here (<c>Host</c>).
/// </remarks>
internal sealed class AccessRules(ServerOptions options)
{
    public const string KeyHeader = "X-Session-API-Key";
    public const string KeyCookie = "openhands_key";

    private readonly byte[]? _key = options.AccessKey is { } key ? Hash(key) : null;

    // What a browser is given is not the key itself.
    private readonly byte[]? _cookie = options.AccessKey is { } key ? Hash(CookieOf(key)) : null;

    /// <summary>Whether clients must know a key.</summary>
    public bool WantsKey => _key is not null;

    /// <summary>What the cookie of a browser that knows the key holds.</summary>
    public string CookieValue => CookieOf(options.AccessKey ?? throw new InvalidOperationException("There is no key."));

    /// <summary>Whether a request may not be served, whoever sends it: a sentence that says why.</summary>
    public string? WhyRefused(HttpContext context)
    {
        var request = context.Request;
        if (!IsOurHost(request.Host.Host))
        {
            return $"This server is not called '{Shown(request.Host.Host)}'. Call it by a loopback name, or add the name to AllowedHosts.";
        }

        var origin = request.Headers.Origin.ToString();
        if (origin.Length > 0 && !IsSameOrigin(origin, request.Host) && !IsAllowedOrigin(origin))
        {
            return $"Pages of '{Shown(origin)}' may not connect to this server. Add the origin to AllowedOrigins.";
        }

        return _key is null && context.Connection.LocalIpAddress is { } local && !IPAddress.IsLoopback(local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local)
            ? "This server is reached from beyond this machine and has no key. Set AccessKey, or listen on loopback only."
            : null;
    }

    /// <summary>Whether pages of an origin other than the server's own may connect.</summary>
    public bool IsAllowedOrigin(string origin) =>
        options.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase)
        || (Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && IsLoopback(address.DnsSafeHost));

    /// <summary>Whether the request brings the key, or none is wanted.</summary>
    public bool HasKey(HttpRequest request) =>
        _key is null
        || Matches(request.Headers[KeyHeader].ToString(), _key)
        || (request.Cookies.TryGetValue(KeyCookie, out var cookie) && Matches(cookie, _cookie!));

    /// <summary>Whether the request brings the key as a bearer token.</summary>
    public bool HasBearerKey(HttpRequest request)
    {
        const string scheme = "Bearer ";
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && IsKey(header[scheme.Length..].Trim());
    }

    /// <summary>Whether somebody who typed it knows the key.</summary>
    public bool IsKey(string given) => _key is not null && Matches(given, _key);

    internal static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    private static bool IsSameOrigin(string origin, HostString host) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
        && Uri.TryCreate($"http://{host.Value}", UriKind.Absolute, out var server) && address.IdnHost.Equals(server.IdnHost, StringComparison.OrdinalIgnoreCase)
        && address.Port == (host.Port ?? (address.IsDefaultPort ? address.Port : -1));

    private static string CookieOf(string key) => Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), "openhands browser"u8));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    // Hashes have one length, so neither the time nor the answer tells how much of a guess was right.
    private static bool Matches(string given, byte[] expected)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), hash);
        return CryptographicOperations.FixedTimeEquals(hash, expected);
    }

    private static string Shown(string text) => text.Length > 100 ? text[..100] + "…" : text;

    private bool IsOurHost(string host) => IsLoopback(host.Trim('[', ']')) || options.AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);
}
