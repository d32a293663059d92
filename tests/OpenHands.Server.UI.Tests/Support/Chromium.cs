using Microsoft.Playwright;

namespace OpenHands.Server.UI.Tests.Support;

/// <summary>Debian's browser, one for all tests.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const string Path = "/usr/bin/chromium";
    private static readonly string[] s_arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
    private static readonly SemaphoreSlim s_gate = new(1, 1);
    private static Chromium? s_shared;

    private readonly IPlaywright _playwright;

    private Chromium(IPlaywright playwright, IBrowser browser)
    {
        _playwright = playwright;
        Browser = browser;
    }

    public static bool IsInstalled => File.Exists(Path);

    public IBrowser Browser { get; }

    /// <summary>The browser. Without one the tests are skipped.</summary>
    public static async Task<Chromium> GetAsync()
    {
        await s_gate.WaitAsync();
        try
        {
            if (s_shared is null && !IsInstalled)
            {
                Assert.Ignore($"There is no {Path}. Install it: apt-get install -y --no-install-recommends chromium fonts-dejavu-core");
            }

            return s_shared ??= await StartAsync();
        }
        finally
        {
            s_gate.Release();
        }
    }

    public static async Task EndAsync()
    {
        if (s_shared is { } shared)
        {
            s_shared = null;
            await shared.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Browser.DisposeAsync();
        _playwright.Dispose();
    }

    private static async Task<Chromium> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = s_arguments, ChromiumSandbox = false, Timeout = 120_000 }));
    }
}
