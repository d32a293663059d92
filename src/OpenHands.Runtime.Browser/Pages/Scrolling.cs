using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>Scrolls and waits until it is done: the driver only says that the wheel was turned, and a look right after it shows the page as it was.</summary>
internal static class Scrolling
{
    // Until no frame has scrolled anything for a moment. A page that goes on scrolling, or is not drawn, is not waited for.
    private const string Settled = """
        () => new Promise(done => {
          const begun = performance.now();
          let latest = begun;
          const heard = () => { latest = performance.now(); };
          const end = () => { removeEventListener('scroll', heard, true); clearTimeout(most); done(); };
          const most = setTimeout(end, 1000);
          const look = () => performance.now() - latest > 100 ? end() : requestAnimationFrame(look);
          addEventListener('scroll', heard, { capture: true, passive: true });
          requestAnimationFrame(look);
        })
        """;

    /// <summary>Turns the wheel where the mouse is.</summary>
    /// <exception cref="PlaywrightException">The driver could not do it.</exception>
    public static async Task ScrollAsync(IPage page, float deltaX, float deltaY)
    {
        var settling = page.EvaluateAsync(Settled);
        try
        {
            await page.Mouse.WheelAsync(deltaX, deltaY).ConfigureAwait(false);
        }
        finally
        {
            // Scrolling may lead to another page.
            await ((Task)settling).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
