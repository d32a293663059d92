using Microsoft.Playwright;
using OpenHands.Browsing.Observing;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Makes observations of what the browser shows.</summary>
internal sealed class BrowserObserver(BrowserOptions options, TimeProvider time)
{
    // Beyond the time of the action; a page that takes longer to be looked at hangs.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patienceWithDocuments = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_patienceOnceCancelled = TimeSpan.FromSeconds(1.7);

    private readonly PageObserver _pages = new(options);

    /// <summary>An observation without a page.</summary>
    public static BrowserOutputObservation Failed(string url, string written, string error) =>
        new(url, "") { Content = error, Error = true, LastBrowserAction = written, LastBrowserActionError = error };

    /// <summary>Looks at the active tab.</summary>
    /// <param name="session">The browser.</param>
    /// <param name="asked">The address that was asked for, if one was.</param>
    /// <param name="written">The actions, as written.</param>
    /// <param name="error">Why they failed; empty if they did not.</param>
    /// <param name="cancellationToken">Shortens it.</param>
    public async Task<Observation> ObserveAsync(BrowserSession session, string asked, string written, string error, CancellationToken cancellationToken)
    {
        Tab tab;
        try
        {
            tab = await ChooseAsync(session).WaitAsync(s_patience, time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            return Failed(asked, written, $"{error} The browser does not answer. The next browser action starts it again if it must.".TrimStart());
        }

        PageState state;
        try
        {
            state = await LookAsync(session, tab, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PlaywrightException or BrowserCallException or OperationCanceledException)
        {
            tab.IsStuck = exception is OperationCanceledException && !cancellationToken.IsCancellationRequested;
            var reason = exception is OperationCanceledException && !tab.IsStuck
                ? "There was no time left to look at the page."
                : tab.IsStuck
                ? "The page does not answer, because a script of it does not end or it is very busy. The next browser action begins with an empty tab."
                : $"The page could not be read: {DriverErrors.Explain(exception)}";
            error = error.Length > 0 ? $"{error} {reason}" : reason;
            state = new PageState { Text = "" };
        }

        var pages = session.Tabs.Pages;
        return new BrowserOutputObservation(tab.Page.Url is { Length: > 0 } url ? url : asked, state.Screenshot)
        {
            Content = Compose(error, session.Notices.Take(), state.Text),
            Error = error.Length > 0,
            OpenPagesUrls = [.. pages.Select(page => page.Url)],
            ActivePageIndex = session.Tabs.ActiveIndex,
            DomObject = state.Dom,
            AxtreeObject = state.Accessibility,
            ExtraElementProperties = state.ElementProperties,
            FocusedElementBid = state.FocusedBid,
            LastBrowserAction = written,
            LastBrowserActionError = error,
        };
    }

    private static async Task<Tab> ChooseAsync(BrowserSession session)
    {
        var tab = await session.Tabs.ActiveAsync().ConfigureAwait(false);
        return tab.Crashed.IsCompleted ? await session.Tabs.ReplaceAsync(tab).ConfigureAwait(false) : tab;
    }

    private async Task<PageState> LookAsync(BrowserSession session, Tab tab, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(cancellationToken.IsCancellationRequested ? s_patienceOnceCancelled : tab.MimeType == PdfText.MimeType ? s_patienceWithDocuments : s_patience, time);
        using var shortened = cancellationToken.Register(() => limit.CancelAfter(s_patienceOnceCancelled));
        try
        {
            return await Interruptible.RunAsync(LookInFrontAsync(session, tab), session, tab, limit.Token).ConfigureAwait(false);
        }
        catch (PlaywrightException) when (!tab.Page.IsClosed && !session.Ended.IsCompleted)
        {
            // It went to another page while it was looked at.
            return await Interruptible.RunAsync(LookInFrontAsync(session, tab), session, tab, limit.Token).ConfigureAwait(false);
        }
    }

    private async Task<PageState> LookInFrontAsync(BrowserSession session, Tab tab)
    {
        await session.Tabs.BringToFrontAsync(tab.Page).ConfigureAwait(false);
        return await _pages.LookAsync(tab, withScreenshot: options.TakeScreenshots).ConfigureAwait(false);
    }

    private static string Compose(string error, IReadOnlyList<string> notices, string text)
    {
        var lines = new List<string>();
        if (error.Length > 0)
        {
            lines.Add($"[Error: {error}]");
        }

        lines.AddRange(notices.Select(notice => $"[{notice}]"));
        if (text.Length > 0)
        {
            lines.Add(text);
        }

        return string.Join('\n', lines);
    }
}
