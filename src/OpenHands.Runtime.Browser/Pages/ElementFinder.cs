using System.Security.Cryptography;
using Microsoft.Playwright;
using OpenHands.Browsing.Observing;

namespace OpenHands.Browsing.Pages;

/// <summary>Finds the elements that ids of observations stand for.</summary>
internal static class ElementFinder
{
    private const string Take = "name => { const element = globalThis[name]; delete globalThis[name]; return element; }";

    /// <summary>Finds where an element is.</summary>
    /// <exception cref="BrowserCallException">It is not there, or not any more.</exception>
    public static async Task<ElementIds.Place> LocateAsync(Tab tab, string bid)
    {
        var place = PlaceOf(tab, bid);
        await CheckAsync(place, bid).ConfigureAwait(false);
        return place;
    }

    /// <summary>Finds an element, for the driver to act on. Elements of closed shadow trees are found too.</summary>
    /// <exception cref="BrowserCallException">It is not there, or not any more.</exception>
    public static async Task<IElementHandle> FindAsync(Tab tab, string bid)
    {
        var place = PlaceOf(tab, bid);
        var resolving = ResolveAsync(place, bid);
        await Task.WhenAll(CheckAsync(place, bid), resolving).ConfigureAwait(false);

        // The driver takes elements from scripts only: for a moment this one has a name that nobody can guess.
        var name = $"openhands{RandomNumberGenerator.GetHexString(32, lowercase: true)}";
        await HandOverAsync(place, await resolving.ConfigureAwait(false), name, bid).ConfigureAwait(false);
        foreach (var frame in place.FrameId == tab.FrameId ? [tab.Page.MainFrame] : tab.Page.Frames.Skip(1))
        {
            if (await TryTakeAsync(frame, name).ConfigureAwait(false) is { } element)
            {
                return element;
            }
        }

        throw await GoneAsync(place, bid).ConfigureAwait(false);
    }

    private static ElementIds.Place PlaceOf(Tab tab, string bid) => tab.Ids.TryFind(bid, out var place)
        ? place
        : throw new BrowserCallException($"There is no element with the id '{bid}' in the last observation of this tab. Use one that it shows, or look again with noop(0).");

    private static async Task CheckAsync(ElementIds.Place place, string bid)
    {
        var frames = await FrameInfo.ReadAsync(place.Session).ConfigureAwait(false);
        if (!frames.Any(frame => frame.Id == place.FrameId && frame.LoaderId == place.LoaderId))
        {
            throw new BrowserCallException($"The element '{bid}' belongs to a page that is not shown any more. Look at the new page with noop(0).");
        }
    }

    private static async Task<string> ResolveAsync(ElementIds.Place place, string bid)
    {
        try
        {
            var answer = await place.Session.SendAsync("DOM.resolveNode", new Dictionary<string, object> { ["backendNodeId"] = place.BackendNodeId }).ConfigureAwait(false);
            return answer!.Value.GetProperty("object").GetProperty("objectId").GetString()!;
        }
        catch (PlaywrightException exception)
        {
            throw await GoneAsync(place, bid, exception).ConfigureAwait(false);
        }
    }

    // An element that was taken out of the page is still known as long as scripts hold it.
    private static async Task HandOverAsync(ElementIds.Place place, string objectId, string name, string bid)
    {
        var answer = await place.Session.SendAsync("Runtime.callFunctionOn", new Dictionary<string, object>
        {
            ["objectId"] = objectId,
            ["functionDeclaration"] = $"function() {{ return this.isConnected && ((globalThis['{name}'] = this), true); }}",
            ["returnByValue"] = true,
        }).ConfigureAwait(false);
        if (!answer!.Value.GetProperty("result").TryGetProperty("value", out var isThere) || isThere.ValueKind != System.Text.Json.JsonValueKind.True)
        {
            throw await GoneAsync(place, bid).ConfigureAwait(false);
        }
    }

    private static async Task<IElementHandle?> TryTakeAsync(IFrame frame, string name)
    {
        try
        {
            return await frame.EvaluateHandleAsync(Take, name).ConfigureAwait(false) as IElementHandle;
        }
        catch (PlaywrightException)
        {
            // Frames come and go.
            return null;
        }
    }

    // A page may be left between the look at it and the touch.
    private static async Task<BrowserCallException> GoneAsync(ElementIds.Place place, string bid, Exception? reason = null)
    {
        await CheckAsync(place, bid).ConfigureAwait(false);
        return new BrowserCallException($"The element '{bid}' is not in the page any more. Look again with noop(0).", reason);
    }
}
