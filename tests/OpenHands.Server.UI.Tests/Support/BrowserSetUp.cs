using Microsoft.Playwright;
using OpenHands.Server.UI.Tests.Support;

namespace OpenHands.Server.UI.Tests;

/// <summary>Has the browser there before the first test, and ends it after the last.</summary>
[SetUpFixture]
public sealed class BrowserSetUp
{
    private const int Patience = 90_000;

    // The first page and picture of a cold driver and browser take as long as whole tests do: none of them is to pay for that.
    [OneTimeSetUp]
    public async Task Begin()
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        if (!Chromium.IsInstalled)
        {
            return;
        }

        var chromium = await Chromium.GetAsync();
        var page = await chromium.Browser.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.SetContentAsync("<p>warm</p>");
        await page.ScreenshotAsync();
        await page.CloseAsync();
    }

    [OneTimeTearDown]
    public Task End() => Chromium.EndAsync();
}
