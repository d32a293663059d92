using Microsoft.Playwright;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Calls;

/// <summary>Gives files of the sandbox to pages. Chromium reads them itself, in the sandbox; the driver would read the host program's disk.</summary>
internal sealed class FileUploads(PluginContext context)
{
    /// <summary>Gives files to a file field.</summary>
    /// <exception cref="BrowserCallException">A file is not there, or the element takes none.</exception>
    public async Task ToElementAsync(Tab tab, string bid, IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var paths = await ResolveAsync(files, cancellationToken).ConfigureAwait(false);
        var place = await ElementFinder.LocateAsync(tab, bid).ConfigureAwait(false);
        await SetAsync(place.Session, place.BackendNodeId, paths).ConfigureAwait(false);
    }

    /// <summary>Clicks at a place and gives files to the dialog that opens.</summary>
    /// <exception cref="BrowserCallException">A file is not there, or no dialog opens.</exception>
    public async Task ToDialogAsync(Tab tab, double x, double y, IReadOnlyList<string> files, TimeSpan wait, CancellationToken cancellationToken)
    {
        var paths = await ResolveAsync(files, cancellationToken).ConfigureAwait(false);
        var opened = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        var dialogs = tab.Session.Event("Page.fileChooserOpened");
        dialogs.OnEvent += OnOpened;
        try
        {
            await tab.Session.SendAsync("Page.setInterceptFileChooserDialog", new Dictionary<string, object> { ["enabled"] = true }).ConfigureAwait(false);
            await tab.Page.Mouse.ClickAsync((float)x, (float)y).ConfigureAwait(false);
            await SetAsync(tab.Session, await opened.Task.WaitAsync(wait, context.Time, cancellationToken).ConfigureAwait(false), paths).ConfigureAwait(false);
        }
        catch (TimeoutException exception) when (!opened.Task.IsCompleted)
        {
            throw new BrowserCallException(FormattableString.Invariant($"No file dialog opened within {wait} after the click at ({x}, {y}). Look at the screenshot for the place of the field or button."), exception);
        }
        finally
        {
            dialogs.OnEvent -= OnOpened;
            await ((Task)tab.Session.SendAsync("Page.setInterceptFileChooserDialog", new Dictionary<string, object> { ["enabled"] = false })).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        void OnOpened(object? sender, System.Text.Json.JsonElement? details)
        {
            if (details is { } dialog && dialog.TryGetProperty("backendNodeId", out var node))
            {
                opened.TrySetResult(node.GetInt64());
            }
        }
    }

    private static async Task SetAsync(ICDPSession session, long backendNodeId, string[] paths)
    {
        try
        {
            await session.SendAsync("DOM.setFileInputFiles", new Dictionary<string, object> { ["files"] = paths, ["backendNodeId"] = backendNodeId }).ConfigureAwait(false);
        }
        catch (PlaywrightException exception) when (exception.Message.Contains("not a file input", StringComparison.Ordinal))
        {
            throw new BrowserCallException("That element is no file field. Use the id of an input that takes files, or mouse_upload_file at the button that opens the dialog.", exception);
        }
    }

    // Chromium would take a path that does not exist for an empty file.
    private async Task<string[]> ResolveAsync(IReadOnlyList<string> files, CancellationToken cancellationToken)
    {
        var paths = files.Select(file => SandboxPaths.Combine(context.WorkspacePath, file)).ToArray();
        foreach (var path in paths)
        {
            var slash = path.LastIndexOf('/');
            var names = await context.Files.ListAsync(slash == 0 ? "/" : path[..slash], cancellationToken).ConfigureAwait(false);
            if (!names.Contains(path[(slash + 1)..]))
            {
                throw new BrowserCallException($"There is no file {path} in the sandbox, so it was not uploaded. Files of the host program cannot be.");
            }
        }

        return paths;
    }
}
