using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Waits for the driver, which does not always notice that what it waits for is gone.</summary>
internal static class Interruptible
{
    /// <summary>Ends with the work, or with the page, the browser or the caller's patience.</summary>
    /// <exception cref="BrowserCallException">The page or the browser went away.</exception>
    public static async Task RunAsync(Task work, BrowserSession session, Tab tab, CancellationToken cancellationToken)
    {
        await ((Task)Task.WhenAny(work, session.Ended, tab.Crashed).WaitAsync(cancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted || ((session.Ended.IsCompleted || tab.Crashed.IsCompleted) && !work.IsCompletedSuccessfully))
        {
            // Nobody will look at how it ends.
            work.Forget();
            cancellationToken.ThrowIfCancellationRequested();
            throw new BrowserCallException(session.Ended.IsCompleted
                ? "The browser ended."
                : "The page crashed, and its tab was replaced by an empty one. Open the page again, or another one.");
        }

        await work.ConfigureAwait(false);
    }

    /// <summary>As <see cref="RunAsync(Task, BrowserSession, Tab, CancellationToken)"/>, with a result.</summary>
    public static async Task<T> RunAsync<T>(Task<T> work, BrowserSession session, Tab tab, CancellationToken cancellationToken)
    {
        await RunAsync((Task)work, session, tab, cancellationToken).ConfigureAwait(false);
        return await work.ConfigureAwait(false);
    }
}
