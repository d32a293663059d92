using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Observing;

/// <summary>What one DevTools session tells of the documents of its frames.</summary>
/// <param name="Session">The session.</param>
/// <param name="Json">As Chromium told it.</param>
/// <param name="Documents">Its documents, the outermost first.</param>
internal sealed record DomSnapshot(ICDPSession Session, JsonElement Json, IReadOnlyList<DomDocument> Documents)
{
    private static readonly string[] s_styles = ["visibility", "opacity"];

    /// <summary>Asks for a snapshot.</summary>
    public static async Task<DomSnapshot> TakeAsync(ICDPSession session)
    {
        var answer = await session.SendAsync("DOMSnapshot.captureSnapshot", new Dictionary<string, object> { ["computedStyles"] = s_styles }).ConfigureAwait(false);
        var json = answer!.Value;
        string[] strings = [.. json.GetProperty("strings").EnumerateArray().Select(text => text.GetString()!)];
        return new DomSnapshot(session, json, [.. json.GetProperty("documents").EnumerateArray().Select(document => new DomDocument(document, strings))]);
    }
}
