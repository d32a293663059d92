using System.Globalization;

namespace OpenHands.Browsing.Chromium;

/// <summary>How Chromium is started in a sandbox.</summary>
internal static class ChromiumCommand
{
    /// <summary>The exit code of a start that found no Chromium.</summary>
    public const int NotFound = 127;

    // Beyond this a socket in the directory would have a longer name than sockets may have.
    private const int LongestSocketDirectory = 60;

    private static readonly string[] s_programs = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome"];

    // Beside what nobody sees here: the lists under the address bar, which are pages with processes of their own, and the old page that is kept in view until the
    // next one has something to show, which makes pictures late.
    private static readonly string[] s_unwantedFeatures =
    [
        "Translate", "MediaRouter", "OptimizationHints", "DialMediaRouteProvider", "InterestFeedContentSuggestions", "AcceptCHFrame",
        "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "PaintHolding",
    ];

    // Chromium speaks its DevTools protocol on descriptors 3 and 4: unlike a port, nobody else in the sandbox can reach them, and it ends when they are closed.
    // Root cannot have Chromium's own sandbox.
    private const string Script = """
        program=
        while [ "$1" != -- ]; do
          [ -n "$program" ] || program=$(command -v "$1")
          shift
        done
        shift
        [ -n "$program" ] || exit 127
        umask 077
        rm -rf "$HOME/profile"
        mkdir -p "$HOME" || exit 1
        [ "$(id -u)" != 0 ] || set -- --no-sandbox "$@"
        exec "$program" "$@" 3<&0 4>&1 0</dev/null 1>&2
        """;

    /// <summary>The command that starts it.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="directory">A directory of the sandbox for its profile and everything else that it writes.</param>
    /// <param name="isolation">What is around the sandbox.</param>
    public static SandboxCommand For(BrowserOptions options, string directory, IsolationLevel isolation)
    {
        string[] programs = options.ExecutablePath is { } path ? [path] : s_programs;
        return new SandboxCommand("sh", ["-c", Script, "sh", .. programs, "--", .. Arguments(options, directory, isolation)])
        {
            Environment = Environment(directory),
        };
    }

    private static IEnumerable<string> Arguments(BrowserOptions options, string directory, IsolationLevel isolation) =>
    [
        "--headless=new",
        "--remote-debugging-pipe",
        $"--user-data-dir={directory}/profile",
        string.Create(CultureInfo.InvariantCulture, $"--window-size={options.ViewportWidth},{options.ViewportHeight}"),
        $"--lang={options.Locale}",
        "--disable-gpu",
        "--disable-quic",
        "--disable-dev-shm-usage",
        "--disable-back-forward-cache",
        "--disable-background-networking",
        "--disable-background-timer-throttling",
        "--disable-backgrounding-occluded-windows",
        "--disable-renderer-backgrounding",
        "--disable-breakpad",
        "--disable-client-side-phishing-detection",
        "--disable-component-update",
        "--disable-default-apps",
        "--disable-domain-reliability",
        "--disable-extensions",
        $"--disable-features={string.Join(',', s_unwantedFeatures)}",
        "--disable-hang-monitor",
        "--disable-popup-blocking",
        "--disable-prompt-on-repost",
        "--disable-search-engine-choice-screen",
        "--disable-sync",
        "--allow-pre-commit-input",
        "--hide-scrollbars",
        "--metrics-recording-only",
        "--mute-audio",
        "--no-default-browser-check",
        "--no-first-run",
        "--no-service-autorun",
        "--no-startup-window",
        "--password-store=basic",
        "--use-mock-keychain",
        .. UsesItsSandbox(options, isolation) ? (string[])[] : ["--no-sandbox"],
        .. new HostRules(options.AllowedHosts).ToArguments(),
        .. options.ChromiumArguments,
    ];

    private static bool UsesItsSandbox(BrowserOptions options, IsolationLevel isolation) => options.UseChromiumSandbox ?? isolation == IsolationLevel.None;

    // Nothing of it lands in the home of the sandbox's user.
    private static Dictionary<string, string> Environment(string directory)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = directory,
            ["XDG_CONFIG_HOME"] = $"{directory}/config",
            ["XDG_CACHE_HOME"] = $"{directory}/cache",
        };
        if (directory.Length <= LongestSocketDirectory)
        {
            environment["TMPDIR"] = directory;
        }

        return environment;
    }
}
