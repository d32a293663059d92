using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>
/// Files that pages have the browser store. Chromium stores them itself, in the sandbox; the driver's own downloads would go to the host program's disk.
/// </summary>
internal sealed class Downloads
{
    // A page may begin any number, which would fill the sandbox's disk.
    private const int Most = 100;
    private const int LongestName = 300;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _running = new(StringComparer.Ordinal);
    private readonly ICDPSession _browser;
    private readonly string _contextId;
    private readonly string _directory;
    private readonly Notices _notices;
    private TaskCompletionSource? _allDone;
    private int _begun;
    private int _accepted;
    private bool _isRefusalTold;

    private Downloads(ICDPSession browser, string contextId, string directory, Notices notices)
    {
        _browser = browser;
        _contextId = contextId;
        _directory = directory;
        _notices = notices;
    }

    /// <summary>How many have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Has downloads of a context stored in a directory of the sandbox.</summary>
    public static async Task<Downloads> ReceiveAsync(ICDPSession browser, string contextId, string directory, Notices notices)
    {
        var downloads = new Downloads(browser, contextId, directory, notices);
        browser.Event("Browser.downloadWillBegin").OnEvent += (_, details) => downloads.OnBegin(details);
        browser.Event("Browser.downloadProgress").OnEvent += (_, details) => downloads.OnProgress(details);
        await browser.SendAsync("Browser.setDownloadBehavior", new Dictionary<string, object>
        {
            ["behavior"] = "allow",
            ["browserContextId"] = contextId,
            ["downloadPath"] = directory,
            ["eventsEnabled"] = true,
        }).ConfigureAwait(false);
        return downloads;
    }

    /// <summary>Begins to count anew: a page may have so many files stored an action.</summary>
    public void BeginAction()
    {
        lock (_gate)
        {
            _accepted = _running.Count;
            _isRefusalTold = false;
        }
    }

    /// <summary>Ends when no download is under way.</summary>
    public Task WhenDone()
    {
        lock (_gate)
        {
            return _running.Count == 0 ? Task.CompletedTask : (_allDone ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Tells which downloads still go on.</summary>
    public void NoteRunning()
    {
        lock (_gate)
        {
            foreach (var name in _running.Values)
            {
                _notices.Add($"The download of {name} goes on.");
            }
        }
    }

    private void OnBegin(JsonElement? details)
    {
        if (details is not { } download)
        {
            return;
        }

        Interlocked.Increment(ref _begun);
        var guid = download.GetProperty("guid").GetString()!;
        lock (_gate)
        {
            if (_accepted < Most)
            {
                _accepted++;
                _running[guid] = Notices.Shorten(download.GetProperty("suggestedFilename").GetString() ?? "a file", LongestName);
                return;
            }

            if (!_isRefusalTold)
            {
                _isRefusalTold = true;
                _notices.Add($"The page began more than {Most} downloads; the others were cancelled.");
            }
        }

        _browser.SendAsync("Browser.cancelDownload", new Dictionary<string, object> { ["guid"] = guid, ["browserContextId"] = _contextId }).Forget();
    }

    private void OnProgress(JsonElement? details)
    {
        if (details is not { } download)
        {
            return;
        }

        var state = download.GetProperty("state").GetString();
        if (state is not ("completed" or "canceled"))
        {
            return;
        }

        lock (_gate)
        {
            if (_running.Remove(download.GetProperty("guid").GetString()!, out var name))
            {
                _notices.Add(state == "completed"
                    ? $"Downloaded {name} ({download.GetProperty("receivedBytes").GetDouble():0} bytes) to {PathOf(download, name)}."
                    : $"The download of {name} failed or was cancelled.");
            }

            if (_running.Count == 0)
            {
                _allDone?.TrySetResult();
                _allDone = null;
            }
        }
    }

    private string PathOf(JsonElement download, string name) =>
        download.TryGetProperty("filePath", out var path) && path.GetString() is { Length: > 0 } stored ? stored : $"{_directory}/{name}";
}
