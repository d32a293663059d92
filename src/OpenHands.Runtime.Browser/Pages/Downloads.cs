using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>
/// Files that pages have the browser store. Chromium stores them itself, in the sandbox; the driver's own downloads would go to the host program's disk.
/// </summary>
internal sealed class Downloads
{
    private const int MostAtOnce = 100;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, string> _running = new(StringComparer.Ordinal);
    private readonly string _directory;
    private readonly Notices _notices;
    private TaskCompletionSource? _allDone;
    private int _begun;

    private Downloads(string directory, Notices notices)
    {
        _directory = directory;
        _notices = notices;
    }

    /// <summary>How many have begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Has downloads of a context stored in a directory of the sandbox.</summary>
    public static async Task<Downloads> ReceiveAsync(ICDPSession browser, string contextId, string directory, Notices notices)
    {
        var downloads = new Downloads(directory, notices);
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
        lock (_gate)
        {
            if (_running.Count < MostAtOnce)
            {
                _running[download.GetProperty("guid").GetString()!] = download.GetProperty("suggestedFilename").GetString() ?? "a file";
            }
        }
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
