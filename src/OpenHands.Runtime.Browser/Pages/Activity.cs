using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>What is under way in a page: frames that load, answers that scripts asked for. Safe for concurrent use.</summary>
internal sealed class Activity
{
    // A page may ask for anything; beyond this it is never called quiet, which costs only the settling time.
    private const int MostRequests = 1000;

    private readonly Lock _gate = new();
    private readonly HashSet<string> _loading = new(StringComparer.Ordinal);
    private readonly HashSet<IRequest> _asked = [];
    private TaskCompletionSource? _quiet;
    private bool _counts;
    private long _changes;

    /// <summary>Begins to count requests: those that come before nobody waits for, such as an answer that never ends.</summary>
    public void Begin()
    {
        lock (_gate)
        {
            _asked.Clear();
            _counts = true;
        }
    }

    /// <summary>Counts no more requests.</summary>
    public void End()
    {
        lock (_gate)
        {
            _counts = false;
            _asked.Clear();
            Check();
        }
    }

    /// <summary>How often something has begun or ended.</summary>
    public long Changes
    {
        get
        {
            lock (_gate)
            {
                return _changes;
            }
        }
    }

    /// <summary>Ends when nothing is under way.</summary>
    public Task WhenQuiet()
    {
        lock (_gate)
        {
            _quiet ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var quiet = _quiet.Task;
            Check();
            return quiet;
        }
    }

    /// <summary>Listens to a page.</summary>
    public void Listen(IPage page, ICDPSession session)
    {
        page.Request += (_, request) => Change(() => _counts && _asked.Count < MostRequests && request.ResourceType is "fetch" or "xhr" && _asked.Add(request));
        page.RequestFinished += (_, request) => Change(() => _asked.Remove(request));
        page.RequestFailed += (_, request) => Change(() => _asked.Remove(request));
        session.Event("Page.frameStartedLoading").OnEvent += (_, details) => Change(() => _loading.Add(FrameOf(details)));
        session.Event("Page.frameStoppedLoading").OnEvent += (_, details) => Change(() => _loading.Remove(FrameOf(details)));
        session.Event("Page.frameDetached").OnEvent += (_, details) => Change(() => _loading.Remove(FrameOf(details)));
    }

    private static string FrameOf(JsonElement? details) => details?.GetProperty("frameId").GetString() ?? "";

    private void Change(Func<bool> change)
    {
        lock (_gate)
        {
            if (change())
            {
                _changes++;
                Check();
            }
        }
    }

    private void Check()
    {
        if (_loading.Count + _asked.Count == 0)
        {
            _quiet?.TrySetResult();
            _quiet = null;
        }
    }
}
