using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>Scripts of ours in a page, in a world of their own: there the page has replaced nothing, and it does not see them.</summary>
internal static class IsolatedWorld
{
    private const string Name = "openhands";

    /// <summary>The world of a frame's document.</summary>
    /// <returns>Its number in DevTools.</returns>
    public static async Task<int> OfAsync(ICDPSession session, string frameId)
    {
        var world = await session.SendAsync("Page.createIsolatedWorld", new Dictionary<string, object> { ["frameId"] = frameId, ["worldName"] = Name }).ConfigureAwait(false);
        return world!.Value.GetProperty("executionContextId").GetInt32();
    }

    /// <summary>Evaluates an expression in the world of a frame; a promise is awaited.</summary>
    /// <exception cref="PlaywrightException">The document has gone, or the expression threw.</exception>
    public static async Task<JsonElement> EvaluateAsync(ICDPSession session, string frameId, string expression) =>
        await EvaluateAsync(session, await OfAsync(session, frameId).ConfigureAwait(false), expression).ConfigureAwait(false);

    /// <summary>Evaluates an expression in a world; a promise is awaited.</summary>
    /// <exception cref="PlaywrightException">The world has gone, or the expression threw.</exception>
    public static async Task<JsonElement> EvaluateAsync(ICDPSession session, int world, string expression)
    {
        var answer = await session.SendAsync("Runtime.evaluate", new Dictionary<string, object>
        {
            ["expression"] = expression,
            ["contextId"] = world,
            ["returnByValue"] = true,
            ["awaitPromise"] = true,
        }).ConfigureAwait(false);
        return answer!.Value.GetProperty("result").TryGetProperty("value", out var value) ? value : throw new PlaywrightException("The page could not be read.");
    }
}
