using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Observing;

/// <summary>A frame and the document in it.</summary>
internal sealed record FrameInfo(string Id, string LoaderId)
{
    /// <summary>The frames of a DevTools session, the outermost first.</summary>
    public static async Task<IReadOnlyList<FrameInfo>> ReadAsync(ICDPSession session)
    {
        var answer = await session.SendAsync("Page.getFrameTree").ConfigureAwait(false);
        var frames = new List<FrameInfo>();
        Add(answer!.Value.GetProperty("frameTree"), frames);
        return frames;
    }

    private static void Add(JsonElement tree, List<FrameInfo> frames)
    {
        var frame = tree.GetProperty("frame");
        frames.Add(new FrameInfo(frame.GetProperty("id").GetString()!, frame.GetProperty("loaderId").GetString()!));
        if (tree.TryGetProperty("childFrames", out var children))
        {
            foreach (var child in children.EnumerateArray())
            {
                Add(child, frames);
            }
        }
    }
}
