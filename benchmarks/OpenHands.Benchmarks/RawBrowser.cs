using Microsoft.Playwright;

namespace OpenHands.Benchmarks;

/// <summary>What a program would do that drives Playwright itself: the action, a picture, and the outline of the page. No ids, no trees, no events, no waiting for what a click begins.</summary>
internal sealed class RawBrowser : IAsyncDisposable
{
    public const string Words = "Playwright by itself, with a picture and an outline";

    private readonly IPlaywright _driver;
    private readonly IBrowser _browser;
    private readonly IPage _page;

    private RawBrowser(IPlaywright driver, IBrowser browser, IPage page) => (_driver, _browser, _page) = (driver, browser, page);

    public static async Task<RawBrowser> StartAsync()
    {
        var driver = await Playwright.CreateAsync();
        var browser = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = ["--headless=new", "--disable-gpu"], IgnoreDefaultArgs = ["--headless"] });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1280, Height = 720 } });
        return new RawBrowser(driver, browser, page);
    }

    public async Task OpenAsync(string url)
    {
        await _page.GotoAsync(url);
        await LookAsync();
    }

    public async Task ClickAsync()
    {
        await _page.ClickAsync("button");
        await LookAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _driver.Dispose();
    }

    private async Task LookAsync()
    {
        await _page.ScreenshotAsync();
        await _page.Locator("body").AriaSnapshotAsync();
    }
}
