using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Playwright;
using OpenHands.Browsing.Calls;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Views;

/// <summary>
/// Pictures of the active tab for whoever watches. With nobody watching, Chromium makes none. A watcher that is slow misses pictures and keeps nobody waiting.
/// </summary>
internal sealed class LiveView : IAsyncDisposable
{
    private const int Quality = 60;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly HashSet<Channel<ScreenFrame>> _watchers = [];
    private readonly BrowserKeeper _keeper;
    private volatile Tab? _shown;

    // For those who begin to watch while others do: Chromium makes no picture of a page that stays as it is.
    private ScreenFrame? _latest;
    private BrowserSession? _session;
    private bool _isDisposed;

    public LiveView(BrowserKeeper keeper)
    {
        _keeper = keeper;
        keeper.Started += session =>
        {
            session.Tabs.ActiveChanged += Follow;
            _ = session.Ended.ContinueWith(_ => Follow(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            Follow();
        };
    }

    /// <summary>Begins to watch.</summary>
    /// <returns>Only the latest picture that was not read yet.</returns>
    public Channel<ScreenFrame> Open()
    {
        var channel = Channel.CreateBounded<ScreenFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_gate)
        {
            if (_isDisposed)
            {
                channel.Writer.TryComplete();
                return channel;
            }

            _watchers.Add(channel);
            if (_latest is { } latest)
            {
                channel.Writer.TryWrite(latest);
            }
        }

        Follow();
        return channel;
    }

    /// <summary>Ends watching.</summary>
    public void Close(Channel<ScreenFrame> channel)
    {
        lock (_gate)
        {
            _watchers.Remove(channel);
        }

        Follow();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _isDisposed = true;
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryComplete();
            }

            _watchers.Clear();
        }

        // A browser that hangs would not say that it has stopped; it is ended next.
        await ((Task)FollowAsync().WaitAsync(s_farewell)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Follow() => _ = Task.Run(FollowAsync);

    // Shows the tab that is to be shown, or none; what was shown before is not shown any more.
    private async Task FollowAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            bool isWatched;
            lock (_gate)
            {
                isWatched = _watchers.Count > 0;
            }

            var session = _keeper.Current;
            var tab = isWatched && session is { Tabs.ActiveIndex: >= 0 } ? await session.Tabs.ActiveAsync().ConfigureAwait(false) : null;
            if (tab == _shown && session == _session)
            {
                return;
            }

            if (_shown is { } old)
            {
                old.Session.Event("Page.screencastFrame").OnEvent -= OnFrame;
                ShowNext(null);

                // Nobody may be there to answer.
                await ((Task)old.Session.SendAsync("Page.stopScreencast").WaitAsync(s_farewell)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            _session = session;
            if (tab is null)
            {
                Tell(ScreenFrame.Nothing);
            }
            else
            {
                // Before it is asked for: the first picture may come before the answer.
                ShowNext(tab);
                tab.Session.Event("Page.screencastFrame").OnEvent += OnFrame;
                await tab.Session.SendAsync("Page.startScreencast", new Dictionary<string, object> { ["format"] = "jpeg", ["quality"] = Quality }).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is PlaywrightException or BrowserCallException)
        {
            ShowNext(null);
            // The tab was closed, or the browser ended; the next one is followed.
        }
        finally
        {
            _turn.Release();
        }
    }

    // Chromium makes the next picture when this one was confirmed.
    private void OnFrame(object? sender, JsonElement? details)
    {
        if (details is not { } frame || _shown is not { } tab)
        {
            return;
        }

        var metadata = frame.GetProperty("metadata");
        Show(tab, new ScreenFrame(
            tab.Page.Url,
            (int)metadata.GetProperty("deviceWidth").GetDouble(),
            (int)metadata.GetProperty("deviceHeight").GetDouble(),
            frame.GetProperty("data").GetBytesFromBase64()));
        tab.Session.SendAsync("Page.screencastFrameAck", new Dictionary<string, object> { ["sessionId"] = frame.GetProperty("sessionId").GetInt32() }).Forget();
    }

    private void ShowNext(Tab? tab)
    {
        lock (_gate)
        {
            _shown = tab;
            _latest = null;
        }
    }

    private void Show(Tab tab, ScreenFrame picture)
    {
        lock (_gate)
        {
            if (_shown != tab)
            {
                return;
            }

            _latest = picture;
            Tell(picture);
        }
    }

    private void Tell(ScreenFrame picture)
    {
        lock (_gate)
        {
            foreach (var watcher in _watchers)
            {
                watcher.Writer.TryWrite(picture);
            }
        }
    }
}
