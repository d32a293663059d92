using Microsoft.Playwright;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Waits for what an action began: a page that loads, answers that a script asked for, a download. Not longer, and with a limit.</summary>
internal sealed class PageSettling(BrowserOptions options, TimeProvider time)
{
    // By then the page has handled its events and begun what they ask for.
    private const string HandleEvents = "new Promise(done => setTimeout(() => setTimeout(() => done(1), 0), 0))";

    public async Task SettleAsync(BrowserSession session, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.SettleTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            Tab tab;
            long seen;
            do
            {
                // What ends may begin something else as soon as the page has handled it, so it is over when nothing has changed in between.
                tab = await session.Tabs.ActiveAsync().WaitAsync(stop.Token).ConfigureAwait(false);
                seen = tab.Activity.Changes;
                await Interruptible.RunAsync(SettleOnceAsync(tab, stop.Token), session, tab, stop.Token).ConfigureAwait(false);
                await session.Tabs.WhenPopupsAreThere().WaitAsync(stop.Token).ConfigureAwait(false);
            }
            while (tab.Activity.Changes != seen || tab != await session.Tabs.ActiveAsync().WaitAsync(stop.Token).ConfigureAwait(false));
            await session.Downloads.WhenDone().WaitAsync(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            session.Downloads.NoteRunning();
        }
    }

    private static async Task SettleOnceAsync(Tab tab, CancellationToken cancellationToken)
    {
        try
        {
            await tab.Worlds.EvaluateAsync(tab.FrameId, HandleEvents).ConfigureAwait(false);
        }
        catch (PlaywrightException)
        {
            // The page was left while it was asked.
        }

        await tab.Activity.WhenQuiet().WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await tab.Page.WaitForLoadStateAsync(LoadState.Load).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PlaywrightException)
        {
            // The tab was closed; the next one is looked at.
        }
    }
}
