namespace OpenHands.Browsing;

/// <summary>How the browser of a sandbox behaves.</summary>
public sealed class BrowserOptions
{
    /// <summary>
    /// The Chromium of the sandbox: a name to look for on its <c>PATH</c>, or an absolute path there. Default <see langword="null"/>: the first of
    /// <c>chromium</c>, <c>chromium-browser</c>, <c>google-chrome-stable</c>, <c>google-chrome</c> and <c>chrome</c> that is there.
    /// </summary>
    public string? ExecutablePath { get; set; }

    /// <summary>More arguments for Chromium, each as it is. Default none.</summary>
    public IList<string> ChromiumArguments { get; init; } = [];

    /// <summary>
    /// Whether Chromium keeps its own sandbox around its renderers. Default <see langword="null"/>: yes where the runtime isolates nothing, no where it is
    /// isolated itself. Under root Chromium has none in any case.
    /// </summary>
    public bool? UseChromiumSandbox { get; set; }

    /// <summary>Width of pages in CSS pixels. Default 1280. Between 64 and 8,192.</summary>
    public int ViewportWidth { get; set; } = 1280;

    /// <summary>Height of pages in CSS pixels. Default 720. Between 64 and 8,192.</summary>
    public int ViewportHeight { get; set; } = 720;

    /// <summary>What the browser calls itself to servers. Default <see langword="null"/>: as Chromium does.</summary>
    public string? UserAgent { get; set; }

    /// <summary>Language and formats of the browser, such as <c>de-CH</c>. Default <c>en-US</c>.</summary>
    public string Locale { get; set; } = "en-US";

    /// <summary>Whether pages with a certificate that cannot be verified are opened all the same. Default <see langword="false"/>.</summary>
    public bool IgnoreCertificateErrors { get; set; }

    /// <summary>
    /// Hosts that the browser may reach: names, addresses, and <c>*.example.com</c> for all below. Anything else is refused, by links, scripts and
    /// redirects too. Default empty: all.
    /// </summary>
    public IList<string> AllowedHosts { get; init; } = [];

    /// <summary>How long Chromium may take to start. Default 30 s. Between 1 ms and 24 h.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one browser action may take, however long the action's own timeout is. Default 30 s. Between 1 ms and 24 h.</summary>
    public TimeSpan ActionTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long an element may take to become visible, enabled and free of what covers it. Default 5 s. Between 1 ms and 24 h.</summary>
    public TimeSpan ElementTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long is waited for what an action began: a page that loads, answers that a script asked for. Nothing is waited for when nothing is under way. Default 3 s. Between 1 ms and 24 h.</summary>
    public TimeSpan SettleTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Whether questions of pages (<c>confirm</c>, <c>prompt</c>) are answered with OK rather than Cancel; what was asked is told either way. Default <see langword="true"/>.</summary>
    public bool AcceptDialogs { get; set; } = true;

    /// <summary>Where downloads go: a directory of the sandbox, absolute or relative to the workspace. A file replaces an earlier one of its name. Default <c>downloads</c>.</summary>
    public string DownloadDirectory { get; set; } = "downloads";

    /// <summary>Most tabs at one time; a page that opens more has them closed again. Default 20. Between 1 and 200.</summary>
    public int MaxTabs { get; set; } = 20;

    /// <summary>Whether observations have a screenshot. Default <see langword="true"/>.</summary>
    public bool TakeScreenshots { get; set; } = true;

    /// <summary>Most characters of a page's text in an observation. Default 200,000. Between 100 and 10,000,000.</summary>
    public int MaxTextLength { get; set; } = 200_000;

    /// <summary>Most characters of a page's source of which the trees are told; of a longer one only text and screenshot. Default 2,000,000. Between 1,000 and 50,000,000.</summary>
    public int MaxPageLength { get; set; } = 2_000_000;

    internal void ThrowIfInvalid()
    {
        var problems = new List<string>();
        CheckRange(nameof(ViewportWidth), ViewportWidth, 64, 8192, problems);
        CheckRange(nameof(ViewportHeight), ViewportHeight, 64, 8192, problems);
        CheckRange(nameof(MaxTabs), MaxTabs, 1, 200, problems);
        CheckRange(nameof(MaxTextLength), MaxTextLength, 100, 10_000_000, problems);
        CheckRange(nameof(MaxPageLength), MaxPageLength, 1000, 50_000_000, problems);
        CheckDuration(nameof(StartTimeout), StartTimeout, problems);
        CheckDuration(nameof(ActionTimeout), ActionTimeout, problems);
        CheckDuration(nameof(ElementTimeout), ElementTimeout, problems);
        CheckDuration(nameof(SettleTimeout), SettleTimeout, problems);
        if (string.IsNullOrEmpty(DownloadDirectory))
        {
            problems.Add($"{nameof(DownloadDirectory)} is empty; name a directory of the sandbox.");
        }

        problems.AddRange(AllowedHosts
            .Where(host => !HostRules.IsValid(host))
            .Select(host => $"{nameof(AllowedHosts)} has '{host}'; write a name or an address, without scheme and port, or *.name for all below."));
        if (problems.Count > 0)
        {
            throw new ArgumentException($"The options of the browser are wrong. {string.Join(' ', problems)}");
        }
    }

    private static void CheckRange(string option, int value, int least, int most, List<string> problems)
    {
        if (value < least || value > most)
        {
            problems.Add($"{option} is {value}; it must be between {least} and {most}.");
        }
    }

    private static void CheckDuration(string option, TimeSpan value, List<string> problems)
    {
        if (value < TimeSpan.FromMilliseconds(1) || value > TimeSpan.FromHours(24))
        {
            problems.Add($"{option} is {value}; it must be between 1 ms and 24 h.");
        }
    }
}
