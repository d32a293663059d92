using Microsoft.Playwright;
using OpenHands.Browsing.Language;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Does browser actions one after another and tells what the browser shows then.</summary>
internal sealed class BrowserActions : IAsyncDisposable
{
    private readonly PluginContext _context;
    private readonly BrowserOptions _options;
    private readonly BrowserKeeper _keeper;
    private readonly CallRunner _runner;
    private readonly PageSettling _settling;
    private readonly BrowserObserver _observer;

    public BrowserActions(PluginContext context, BrowserOptions options)
    {
        _context = context;
        _options = options;
        _keeper = new BrowserKeeper(context, options);
        _runner = new CallRunner(context, options, new HostRules(options.AllowedHosts));
        _settling = new PageSettling(options, context.Time);
        _observer = new BrowserObserver(options, context.Time);
    }

    /// <summary>The browser.</summary>
    public BrowserKeeper Keeper => _keeper;

    /// <summary>Opens an address.</summary>
    /// <param name="action">The action.</param>
    /// <param name="clock">How long it may take.</param>
    /// <param name="cancellationToken">Cancelled when its time is over, and when it is interrupted.</param>
    public Task<Observation> OpenAsync(BrowseUrlAction action, ActionClock clock, CancellationToken cancellationToken)
    {
        string written;
        try
        {
            written = BrowserAddress.Resolve(action.Url, _context.WorkspacePath).OriginalString;
        }
        catch (BrowserCallException exception)
        {
            return Task.FromResult<Observation>(BrowserObserver.Failed(action.Url, $"goto({PythonText.Quote(action.Url)})", exception.Message));
        }

        var text = $"goto({PythonText.Quote(written)})";
        return RunAsync(BrowserLanguage.Read(text), text, written, clock, cancellationToken);
    }

    /// <summary>Runs calls.</summary>
    /// <param name="action">The action.</param>
    /// <param name="clock">How long it may take.</param>
    /// <param name="cancellationToken">Cancelled when its time is over, and when it is interrupted.</param>
    public Task<Observation> InteractAsync(BrowseInteractiveAction action, ActionClock clock, CancellationToken cancellationToken)
    {
        try
        {
            return RunAsync(BrowserLanguage.Read(action.BrowserActions), action.BrowserActions, "", clock, cancellationToken);
        }
        catch (BrowserSyntaxException exception)
        {
            return Task.FromResult<Observation>(BrowserObserver.Failed("", action.BrowserActions, exception.Message));
        }
    }

    public ValueTask DisposeAsync() => _keeper.DisposeAsync();

    private async Task<Observation> RunAsync(IReadOnlyList<BoundCall> calls, string written, string asked, ActionClock clock, CancellationToken cancellationToken)
    {
        BrowserSession session;
        try
        {
            session = await _keeper.EnsureAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BrowserCallException or PlaywrightException or IOException or InvalidOperationException)
        {
            return BrowserObserver.Failed(asked, written, DriverErrors.Explain(exception));
        }
        catch (OperationCanceledException) when (clock.IsOver)
        {
            return BrowserObserver.Failed(asked, written, $"The browser was not ready within the action's time, {clock.Timeout}. Give the action a longer timeout.");
        }

        var error = await RunAllAsync(calls, session, clock, cancellationToken).ConfigureAwait(false);
        if (session.Ended.IsCompleted)
        {
            return await RecoverAsync(asked, written, cancellationToken).ConfigureAwait(false);
        }

        return await _observer.ObserveAsync(session, asked, written, error, cancellationToken).ConfigureAwait(false);
    }

    // The first that fails is the last.
    private async Task<string> RunAllAsync(IReadOnlyList<BoundCall> calls, BrowserSession session, ActionClock clock, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(_options.ActionTimeout, _context.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        session.Downloads.BeginAction();
        foreach (var call in calls)
        {
            Tab? tab = null;
            try
            {
                tab = await session.Tabs.ActiveAsync().WaitAsync(stop.Token).ConfigureAwait(false);
                tab.Activity.Begin();
                session.Tabs.ExpectNoPopups();
                await Interruptible.RunAsync(RunInFrontAsync(call, session, tab, stop.Token), session, tab, stop.Token).ConfigureAwait(false);
                await _settling.SettleAsync(session, stop.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is BrowserCallException or PlaywrightException or TimeoutException or IOException or ArgumentException
                || (exception is OperationCanceledException && (deadline.IsCancellationRequested || clock.IsOver)))
            {
                if (exception is OperationCanceledException)
                {
                    // A page that has not come yet must not come in the middle of what is done next.
                    tab?.Session.SendAsync("Page.stopLoading").Forget();
                }

                var reason = exception is not OperationCanceledException ? DriverErrors.Explain(exception)
                    : deadline.IsCancellationRequested ? $"It did not end within {_options.ActionTimeout}; the page stays as it is. Raise {nameof(BrowserOptions)}.{nameof(BrowserOptions.ActionTimeout)} if it needs longer."
                    : $"It did not end within {clock.Timeout}; the page stays as it is. Give the action a longer timeout if it needs one.";
                return calls.Count == 1 ? reason : $"{Notices.Shorten(call.Call.Source, 200)} in line {call.Call.Position.Line} failed, and what follows it was not done: {reason}";
            }
            finally
            {
                tab?.Activity.End();
            }
        }

        return "";
    }

    private async Task RunInFrontAsync(BoundCall call, BrowserSession session, Tab tab, CancellationToken cancellationToken)
    {
        await session.Tabs.BringToFrontAsync(tab.Page).ConfigureAwait(false);
        await _runner.RunAsync(call, session, tab, cancellationToken).ConfigureAwait(false);
    }

    private async Task<Observation> RecoverAsync(string asked, string written, CancellationToken cancellationToken)
    {
        const string Ended = "The browser ended while it did this.";
        try
        {
            var session = await _keeper.EnsureAsync(cancellationToken).ConfigureAwait(false);
            session.Notices.Take();
            return await _observer.ObserveAsync(
                session, asked, written, $"{Ended} It was started again: its tabs, cookies and logins are gone. Open the page again; if it ends once more, the page is the reason.", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is BrowserCallException or PlaywrightException or IOException or OperationCanceledException)
        {
            return BrowserObserver.Failed(asked, written, $"{Ended} It could not be started again: {DriverErrors.Explain(exception)} The next browser action tries once more.");
        }
    }
}
