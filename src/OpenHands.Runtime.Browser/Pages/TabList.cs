using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>The tabs of a browser, in the order of their opening, and which of them is active. Safe for concurrent use.</summary>
internal sealed class TabList
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly List<Entry> _history = [];
    private readonly List<IPage> _undecided = [];
    private readonly IBrowserContext _context;
    private readonly Notices _notices;
    private readonly int _most;
    private TaskCompletionSource? _popup;
    private int _popupsExpected;
    private bool _opensOwn;
    private volatile IPage? _front;

    public TabList(IBrowserContext context, Notices notices, int most)
    {
        _context = context;
        _notices = notices;
        _most = most;
        context.Page += (_, page) => Add(page, isOwn: false);
    }

    /// <summary>Raised when another tab has become the active one, on any thread.</summary>
    public event Action? ActiveChanged;

    /// <summary>The pages, in order.</summary>
    public IReadOnlyList<IPage> Pages
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries.Select(entry => entry.Page)];
            }
        }
    }

    /// <summary>Index of the active tab; −1 when there is none.</summary>
    public int ActiveIndex
    {
        get
        {
            lock (_gate)
            {
                return _history.Count == 0 ? -1 : _entries.IndexOf(_history[^1]);
            }
        }
    }

    /// <summary>Ends when every window that pages began to open is there.</summary>
    public Task WhenPopupsAreThere()
    {
        lock (_gate)
        {
            return _popupsExpected == 0 ? Task.CompletedTask : (_popup ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Expects no more windows: those that did not come were blocked.</summary>
    public void ExpectNoPopups()
    {
        lock (_gate)
        {
            _popupsExpected = 0;
            _popup?.TrySetResult();
            _popup = null;
        }
    }

    /// <summary>The active tab. One is opened when the last was closed.</summary>
    public async Task<Tab> ActiveAsync()
    {
        while (true)
        {
            Entry? active;
            lock (_gate)
            {
                active = _history.LastOrDefault();
            }

            if (active is null)
            {
                return await OpenAsync().ConfigureAwait(false);
            }

            try
            {
                return await active.Tab.ConfigureAwait(false);
            }
            catch (PlaywrightException) when (active.Page.IsClosed)
            {
                Remove(active);
            }
        }
    }

    /// <summary>Opens a tab and goes to it.</summary>
    /// <exception cref="BrowserCallException">There are too many.</exception>
    public Task<Tab> OpenAsync() => OpenAsync(_most);

    /// <summary>Makes a tab the active one.</summary>
    /// <exception cref="BrowserCallException">There is no such tab.</exception>
    public async Task FocusAsync(int index)
    {
        Entry entry;
        lock (_gate)
        {
            entry = index < _entries.Count ? _entries[index] : throw new BrowserCallException($"There is no tab {index}: there are {_entries.Count}, counted from 0.");
            _history.Remove(entry);
            _history.Add(entry);
        }

        ActiveChanged?.Invoke();
        await BringToFrontAsync(entry.Page).ConfigureAwait(false);
    }

    /// <summary>Shows a page, if another one is shown: Chromium neither draws those behind it nor makes pictures of them.</summary>
    public async Task BringToFrontAsync(IPage page)
    {
        if (_front != page)
        {
            await page.BringToFrontAsync().ConfigureAwait(false);
            _front = page;
        }
    }

    /// <summary>Puts a new, empty tab in the place of one that is of no more use.</summary>
    public async Task<Tab> ReplaceAsync(Tab tab)
    {
        int index;
        lock (_gate)
        {
            index = _entries.FindIndex(entry => entry.Page == tab.Page);
            if (index >= 0)
            {
                _history.Remove(_entries[index]);
                _entries.RemoveAt(index);
            }
        }

        // Whatever else a page has opened meanwhile: what replaces its tab must not fail.
        var fresh = await OpenAsync(int.MaxValue).ConfigureAwait(false);
        lock (_gate)
        {
            var at = _entries.FindIndex(entry => entry.Page == fresh.Page);
            if (at >= 0 && index >= 0 && index < at)
            {
                var entry = _entries[at];
                _entries.RemoveAt(at);
                _entries.Insert(index, entry);
            }
        }

        Close(tab.Page);
        return fresh;
    }

    // The page says so before the window is there.
    private void ExpectPopup()
    {
        lock (_gate)
        {
            _popupsExpected++;
        }
    }

    private async Task<Tab> OpenAsync(int most)
    {
        lock (_gate)
        {
            if (_entries.Count >= most)
            {
                throw new BrowserCallException($"There are {_entries.Count} tabs, and no more are allowed. Close one with tab_close() first.");
            }

            _opensOwn = true;
        }

        IPage? page = null;
        try
        {
            page = await _context.NewPageAsync().ConfigureAwait(false);
            return await Add(page, isOwn: true)!.Tab.ConfigureAwait(false);
        }
        finally
        {
            IPage[] others;
            lock (_gate)
            {
                _opensOwn = false;
                others = [.. _undecided.Where(other => other != page)];
                _undecided.Clear();
            }

            foreach (var other in others)
            {
                Refuse(other);
            }
        }
    }

    // Null for a page that has no place.
    private Entry? Add(IPage page, bool isOwn)
    {
        Entry entry;
        lock (_gate)
        {
            if (_entries.Find(known => known.Page == page) is { } known)
            {
                return known;
            }

            if (!_opensOwn && --_popupsExpected <= 0)
            {
                _popupsExpected = 0;
                _popup?.TrySetResult();
                _popup = null;
            }

            if (_entries.Count >= _most && !isOwn)
            {
                if (_opensOwn)
                {
                    // Whether this is the one that was asked for is known when the asking is answered.
                    _undecided.Add(page);
                }
                else
                {
                    Refuse(page);
                }

                return null;
            }

            entry = new Entry(page, ExpectPopup);
            _entries.Add(entry);
            _history.Add(entry);
            _front = null;
        }

        page.Close += (_, _) => Remove(entry);
        ActiveChanged?.Invoke();
        return entry;
    }

    private void Refuse(IPage page)
    {
        _notices.Add($"The page opened one more tab than the {_most} that are allowed; it was closed.");
        Close(page);
    }

    // It may never say that it is closed: its process hangs or is gone.
    private static void Close(IPage page) =>
        page.CloseAsync().Forget();

    private void Remove(Entry entry)
    {
        lock (_gate)
        {
            _entries.Remove(entry);
            _history.Remove(entry);
            _front = null;
        }

        ActiveChanged?.Invoke();
    }

    private sealed class Entry
    {
        public Entry(IPage page, Action onWindowOpen)
        {
            Page = page;
            Tab = Attach(page, onWindowOpen);

            // A popup may be gone before anybody asks for it.
            Tab.Forget();
        }

        public IPage Page { get; }

        public Task<Tab> Tab { get; }

        private static Task<Tab> Attach(IPage page, Action onWindowOpen) => Browsing.Pages.Tab.AttachAsync(page, onWindowOpen);
    }
}
