using System.Text.RegularExpressions;

namespace OpenHands.Browsing.Calls;

/// <summary>Makes addresses of what agents write.</summary>
internal static partial class BrowserAddress
{
    private static readonly string[] s_schemes = ["http", "https", "file", "about", "data"];

    /// <summary>The address that is meant.</summary>
    /// <param name="text">An address; a host with a port, which is taken for http; or a path, which is one of the workspace.</param>
    /// <param name="workspace">The working directory in the sandbox.</param>
    /// <exception cref="BrowserCallException">It is of another scheme, or none at all.</exception>
    public static Uri Resolve(string text, string workspace)
    {
        var address = text.Trim();
        if (HostAndPort().IsMatch(address))
        {
            return Parse($"http://{address}", text);
        }

        if (Scheme().Match(address) is { Success: true } scheme)
        {
            return s_schemes.Contains(scheme.Groups[1].Value.ToLowerInvariant())
                ? Parse(address, text)
                : throw new BrowserCallException($"Addresses that begin with {scheme.Groups[1].Value}: are not opened. Use http, https, file, about or data.");
        }

        return address.Length > 0
            ? new Uri(SandboxPaths.ToAddress(InWorkspace(address, workspace)))
            : throw new BrowserCallException("The address is empty. Write one with its scheme, such as http://localhost:8000/.");
    }

    // As 0.9.3: a path is one of the workspace, with a slash or without. One that names the workspace already is meant as it is.
    private static string InWorkspace(string path, string workspace) =>
        path == workspace || path.StartsWith($"{workspace}/", StringComparison.Ordinal) ? SandboxPaths.Combine("/", path) : SandboxPaths.Combine(workspace, path.TrimStart('/'));

    private static Uri Parse(string address, string written) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme is not ("http" or "https") || uri.Host.Length > 0)
        ? uri
        : throw new BrowserCallException($"'{Pages.Notices.Shorten(written, 200)}' is no address. Write one with its scheme, such as http://localhost:8000/.");

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]*):", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^[A-Za-z0-9.-]+:[0-9]{1,5}([/?#]|$)", RegexOptions.CultureInvariant)]
    private static partial Regex HostAndPort();
}
