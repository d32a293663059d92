using Microsoft.Playwright;
using OpenHands.Browsing.Chromium;

namespace OpenHands.Browsing.Pages;

/// <summary>A Chromium that runs in the sandbox, with its tabs. Disposing it leaves no process behind.</summary>
internal sealed class BrowserSession : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly ISandboxProcess _process;
    private readonly DevToolsRelay _relay;
    private readonly PlaywrightDriver _driver;
    private readonly IBrowser _browser;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private BrowserSession(ISandboxProcess process, DevToolsRelay relay, PlaywrightDriver driver, IBrowser browser, IBrowserContext context, Notices notices, BrowserOptions options, TimeProvider time)
    {
        _time = time;
        _process = process;
        _relay = relay;
        _driver = driver;
        _browser = browser;
        Context = context;
        Notices = notices;
        Tabs = new TabList(context, notices, options.MaxTabs);
        browser.Disconnected += (_, _) => _ended.TrySetResult();
        Dialogs.Answer(context, notices, options.AcceptDialogs);
    }

    /// <summary>The window, with its cookies and settings.</summary>
    public IBrowserContext Context { get; }

    /// <summary>Its tabs.</summary>
    public TabList Tabs { get; }

    /// <summary>What happened in it and was not told yet.</summary>
    public Notices Notices { get; }

    /// <summary>Its downloads.</summary>
    public Downloads Downloads { get; private set; } = null!;

    /// <summary>Ends when Chromium is not there any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Starts Chromium and opens an empty tab.</summary>
    /// <exception cref="BrowserCallException">It does not start; the message says why and what to do.</exception>
    public static async Task<BrowserSession> StartAsync(PluginContext context, BrowserOptions options, Notices notices, CancellationToken cancellationToken)
    {
        // The driver and Chromium take about as long as each other.
        var acquiring = PlaywrightDriver.AcquireAsync(cancellationToken);
        ISandboxProcess? process = null;
        DevToolsRelay? relay = null;
        PlaywrightDriver? driver = null;
        try
        {
            var command = ChromiumCommand.For(options, context.Directory, context.Executor.Capabilities.Isolation);
            process = await context.Executor.StartProcessAsync(command, cancellationToken).ConfigureAwait(false);
            relay = new DevToolsRelay(process.Input, process.Output);
            driver = await acquiring.ConfigureAwait(false);
            return await ConnectAsync(process, relay, driver, context, options, notices, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await CloseAsync(process, relay).ConfigureAwait(false);
            await ((Task)acquiring).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            driver ??= acquiring.IsCompletedSuccessfully ? await acquiring.ConfigureAwait(false) : null;
            driver?.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // The driver removes its own temporary files then.
            await _browser.CloseAsync().WaitAsync(s_farewell, _time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is PlaywrightException or TimeoutException)
        {
            // It is gone already, or hangs.
        }

        await CloseAsync(_process, _relay).ConfigureAwait(false);
        _ended.TrySetResult();
        _driver.Dispose();
    }

    private static async Task<BrowserSession> ConnectAsync(
        ISandboxProcess process, DevToolsRelay relay, PlaywrightDriver driver, PluginContext context, BrowserOptions options, Notices notices, CancellationToken cancellationToken)
    {
        var connecting = driver.Playwright.Chromium.ConnectOverCDPAsync(relay.Endpoint, new BrowserTypeConnectOverCDPOptions { Timeout = (float)options.StartTimeout.TotalMilliseconds });
        await Task.WhenAny(connecting, process.Completion).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (!connecting.IsCompletedSuccessfully)
        {
            throw await ChromiumFailure.ExplainAsync(process, connecting, options, context.Time).ConfigureAwait(false);
        }

        var browser = await connecting.ConfigureAwait(false);
        var window = await browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = options.ViewportWidth, Height = options.ViewportHeight },
            UserAgent = options.UserAgent,
            Locale = options.Locale,
            IgnoreHTTPSErrors = options.IgnoreCertificateErrors,
            AcceptDownloads = true,
        }).WaitAsync(cancellationToken).ConfigureAwait(false);
        var session = new BrowserSession(process, relay, driver, browser, window, notices, options, context.Time);
        var tab = await session.Tabs.OpenAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        var target = await tab.Session.SendAsync("Target.getTargetInfo").WaitAsync(cancellationToken).ConfigureAwait(false);
        session.Downloads = await Downloads.ReceiveAsync(
            await browser.NewBrowserCDPSessionAsync().WaitAsync(cancellationToken).ConfigureAwait(false),
            target!.Value.GetProperty("targetInfo").GetProperty("browserContextId").GetString()!,
            SandboxPaths.Combine(context.WorkspacePath, options.DownloadDirectory),
            notices).WaitAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }

    // Chromium first: its end ends what the relay carries.
    private static async Task CloseAsync(ISandboxProcess? process, DevToolsRelay? relay)
    {
        if (process is not null)
        {
            try
            {
                await process.DisposeAsync().ConfigureAwait(false);
            }
            catch (RuntimeException)
            {
                // The sandbox is lost, and Chromium with it.
            }
        }

        if (relay is not null)
        {
            await relay.DisposeAsync().ConfigureAwait(false);
        }
    }
}
