using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>Finds the elements that ids of observations stand for.</summary>
internal static class ElementFinder
{
    private const string MarkName = "data-openhands-target";

    /// <summary>Finds where an element is.</summary>
    /// <exception cref="BrowserCallException">It is not there, or not any more.</exception>
    public static async Task<ElementIds.Place> LocateAsync(Tab tab, string bid)
    {
        if (!tab.Ids.TryFind(bid, out var place))
        {
            throw new BrowserCallException($"There is no element with the id '{bid}' in the last observation of this tab. Use one that it shows, or look again with noop(0).");
        }

        var frames = await Observing.FrameInfo.ReadAsync(place.Session).ConfigureAwait(false);
        return frames.Any(frame => frame.Id == place.FrameId && frame.LoaderId == place.LoaderId)
            ? place
            : throw new BrowserCallException($"The element '{bid}' belongs to a page that is not shown any more. Look at the new page with noop(0).");
    }

    /// <summary>Finds an element, for the driver to act on.</summary>
    /// <exception cref="BrowserCallException">It is not there, or not any more.</exception>
    public static async Task<IElementHandle> FindAsync(Tab tab, string bid)
    {
        var place = await LocateAsync(tab, bid).ConfigureAwait(false);
        var mark = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var objectId = await ResolveAsync(place, bid).ConfigureAwait(false);
        try
        {
            // The driver knows elements by selectors only: this one is marked for as long as it takes to find it.
            await CallAsync(place, objectId, $"function() {{ this.setAttribute('{MarkName}', '{mark}'); }}").ConfigureAwait(false);
            foreach (var frame in tab.Page.Frames)
            {
                if (await TryFindAsync(frame, $"[{MarkName}='{mark}']").ConfigureAwait(false) is { } handle)
                {
                    return handle;
                }
            }
        }
        finally
        {
            await ((Task)CallAsync(place, objectId, $"function() {{ this.removeAttribute('{MarkName}'); }}")).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        throw new BrowserCallException($"The element '{bid}' was taken out of the page, or lies in a closed shadow tree. Look again with noop(0), or use the mouse at its place.");
    }

    private static async Task<string> ResolveAsync(ElementIds.Place place, string bid)
    {
        try
        {
            var answer = await place.Session.SendAsync("DOM.resolveNode", new Dictionary<string, object>
            {
                ["backendNodeId"] = place.BackendNodeId,
                ["executionContextId"] = await IsolatedWorld.OfAsync(place.Session, place.FrameId).ConfigureAwait(false),
            }).ConfigureAwait(false);
            return answer!.Value.GetProperty("object").GetProperty("objectId").GetString()!;
        }
        catch (PlaywrightException exception)
        {
            throw new BrowserCallException($"The element '{bid}' is not in the page any more. Look again with noop(0).", exception);
        }
    }

    private static Task<JsonElement?> CallAsync(ElementIds.Place place, string objectId, string function) =>
        place.Session.SendAsync("Runtime.callFunctionOn", new Dictionary<string, object> { ["objectId"] = objectId, ["functionDeclaration"] = function });

    private static async Task<IElementHandle?> TryFindAsync(IFrame frame, string selector)
    {
        try
        {
            return await frame.QuerySelectorAsync(selector).ConfigureAwait(false);
        }
        catch (PlaywrightException)
        {
            // Frames come and go.
            return null;
        }
    }
}
