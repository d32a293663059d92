using System.Text.RegularExpressions;

namespace OpenHands.Browsing;

/// <summary>Which hosts a browser may reach. No rules allow all.</summary>
internal sealed partial class HostRules(IEnumerable<string> allowed)
{
    private readonly string[] _allowed = [.. allowed];

    /// <summary>Whether there are any rules.</summary>
    public bool IsLimited => _allowed.Length > 0;

    public static bool IsValid(string? rule) => rule is not null && Rule().IsMatch(rule);

    public bool Allows(string host) => !IsLimited || _allowed.Any(rule => rule.StartsWith("*.", StringComparison.Ordinal)
        ? host.EndsWith(rule[1..], StringComparison.OrdinalIgnoreCase)
        : host.Trim('[', ']').Equals(rule.Trim('[', ']'), StringComparison.OrdinalIgnoreCase));

    /// <summary>Throws when an address leads to a host that is not allowed.</summary>
    /// <exception cref="BrowserCallException">It does.</exception>
    public void ThrowIfRefused(Uri address)
    {
        if (address.Scheme is "http" or "https" && !Allows(address.Host))
        {
            throw new BrowserCallException($"The host {address.Host} may not be reached from this browser. Allowed: {string.Join(", ", _allowed)}.");
        }
    }

    /// <summary>
    /// Arguments that make Chromium find no other host, whatever asks for it: links, scripts, redirects, WebSockets. WebRTC must not go past its resolver.
    /// </summary>
    public IEnumerable<string> ToArguments() => IsLimited
        ?
        [
            $"--host-resolver-rules=MAP * ~NOTFOUND{string.Concat(_allowed.Select(rule => $", EXCLUDE {rule}"))}",
            "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
        ]
        : [];

    [GeneratedRegex(@"^(\*\.)?[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?\z|^\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Rule();
}
