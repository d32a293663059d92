using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Keeps the one browser of a runtime: starts it when it is needed, and again when it has ended.</summary>
internal sealed class BrowserKeeper(PluginContext context, BrowserOptions options) : IAsyncDisposable
{
    // A browser that does not even open a tab by then hangs as a whole.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private BrowserSession? _session;

    /// <summary>Raised with a new browser.</summary>
    public event Action<BrowserSession>? Started;

    /// <summary>The browser, if it runs.</summary>
    public BrowserSession? Current => _session is { Ended.IsCompleted: false } session ? session : null;

    /// <summary>The browser, with a tab that works.</summary>
    /// <exception cref="BrowserCallException">It does not start.</exception>
    public async Task<BrowserSession> EnsureAsync(CancellationToken cancellationToken)
    {
        string? reason = null;
        if (_session is { Ended.IsCompleted: true })
        {
            reason = "had ended";
        }
        else if (_session is { } running && !await TryMendTabAsync(running, cancellationToken).ConfigureAwait(false))
        {
            reason = "did not answer any more";
        }

        if (_session is { } useless && reason is not null)
        {
            _session = null;
            await useless.DisposeAsync().ConfigureAwait(false);
        }

        if (_session is null)
        {
            var notices = new Notices();
            _session = await StartAsync(notices, cancellationToken).ConfigureAwait(false);
            Started?.Invoke(_session);
            if (reason is not null)
            {
                notices.Add($"The browser {reason} and was started again; its tabs, cookies and logins are gone.");
            }
        }

        return _session;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _session, null) is { } session)
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    private async Task<BrowserSession> StartAsync(Notices notices, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.StartTimeout, context.Time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await BrowserSession.StartAsync(context, options, notices, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new BrowserCallException($"The browser did not start within {options.StartTimeout}. Raise {nameof(BrowserOptions)}.{nameof(BrowserOptions.StartTimeout)} if the sandbox is slow.", exception);
        }
    }

    private async Task<bool> TryMendTabAsync(BrowserSession session, CancellationToken cancellationToken)
    {
        var mending = MendTabAsync(session);
        try
        {
            await mending.WaitAsync(s_patience, context.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!mending.IsCompleted)
        {
            mending.Forget();
            return false;
        }
    }

    private static async Task MendTabAsync(BrowserSession session)
    {
        var tab = await session.Tabs.ActiveAsync().ConfigureAwait(false);
        if (tab.Crashed.IsCompleted || tab.IsStuck)
        {
            session.Notices.Add(tab.Crashed.IsCompleted
                ? "The page had crashed; its tab was replaced by an empty one."
                : "The page did not answer, because a script of it does not end; its tab was replaced by an empty one.");
            await session.Tabs.ReplaceAsync(tab).ConfigureAwait(false);
        }
    }
}
