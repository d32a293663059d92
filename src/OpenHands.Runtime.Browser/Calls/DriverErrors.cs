using Microsoft.Playwright;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Says what the driver and Chromium report so that an agent knows what to do next.</summary>
internal static class DriverErrors
{
    private const int LongestDetail = 700;

    private static readonly (string Code, string Advice)[] s_networkErrors =
    [
        ("ERR_NAME_NOT_RESOLVED", "No host of that name is known in the sandbox. Check the name, and whether the sandbox may reach the network."),
        ("ERR_CONNECTION_REFUSED", "Nothing listens there. Start the server first, or check the port."),
        ("ERR_CONNECTION_TIMED_OUT", "The host did not answer. Check the address, and whether the sandbox may reach it."),
        ("ERR_CONNECTION_RESET", "The server broke the connection. Try again, or look at the server's log."),
        ("ERR_EMPTY_RESPONSE", "The server closed the connection without an answer. Look at its log."),
        ("ERR_ADDRESS_UNREACHABLE", "The sandbox cannot reach that host."),
        ("ERR_INTERNET_DISCONNECTED", "The sandbox has no network."),
        ("ERR_CERT_", "The server's certificate cannot be verified. Use http, or have the certificate's authority installed in the sandbox."),
        ("ERR_SSL_", "The server does not speak TLS there. Try http, or another port."),
        ("ERR_TOO_MANY_REDIRECTS", "The page leads back to itself for ever. Open another one."),
        ("ERR_FILE_NOT_FOUND", "There is no such file in the sandbox. For a web page, write the address with http:// or https://."),
        ("ERR_ACCESS_DENIED", "The browser may not read that file."),
        ("ERR_INVALID_URL", "That is no address."),
        ("ERR_ABORTED", "The server answered with nothing to show, or the page was left before it came."),
        ("ERR_UNSAFE_PORT", "Browsers refuse that port. Serve on another one."),
        ("ERR_BLOCKED_BY", "The browser or the page refuses it."),
    ];

    /// <summary>What is to be told.</summary>
    public static string Explain(Exception exception) => exception switch
    {
        BrowserCallException or Language.BrowserSyntaxException => exception.Message,
        PlaywrightException when Network(exception.Message) is { } network => network,
        TimeoutException => $"It could not be done in time: {Essence(exception.Message)}",
        _ => Essence(exception.Message),
    };

    private static string? Network(string message)
    {
        var at = message.IndexOf("net::ERR_", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var line = message[at..].Split('\n')[0].Trim();
        var advice = s_networkErrors.FirstOrDefault(error => line.StartsWith($"net::{error.Code}", StringComparison.Ordinal)).Advice;
        return $"{Notices.Shorten(line, LongestDetail)}. {advice ?? "Check the address."}";
    }

    // The driver's messages end with a log of its attempts; the reason is in it, many times.
    private static string Essence(string message)
    {
        var lines = message.Split('\n').Select(line => line.Trim(' ', '-', '\t', '\r')).Where(line => line.Length > 0 && line != "Call log:").Distinct(StringComparer.Ordinal);
        return Notices.Shorten(string.Join("; ", lines), LongestDetail);
    }
}
