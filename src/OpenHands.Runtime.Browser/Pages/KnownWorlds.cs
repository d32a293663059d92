using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>The worlds of our own in the frames that one DevTools session tells of, each made once for a document. Safe for concurrent use.</summary>
internal sealed class KnownWorlds
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _worlds = new(StringComparer.Ordinal);
    private readonly ICDPSession _session;
    private int _navigations;

    /// <summary>Begins to follow a session, which must have its page events enabled.</summary>
    public KnownWorlds(ICDPSession session)
    {
        _session = session;
        session.Event("Page.frameNavigated").OnEvent += (_, details) => Forget(details?.GetProperty("frame").GetProperty("id").GetString());
        session.Event("Page.frameDetached").OnEvent += (_, details) => Forget(details?.GetProperty("frameId").GetString());
    }

    /// <summary>Evaluates an expression in a frame; a promise is awaited.</summary>
    /// <exception cref="PlaywrightException">The document has gone, or the expression threw.</exception>
    public async Task<JsonElement> EvaluateAsync(string frameId, string expression)
    {
        if (Find(frameId) is { } known)
        {
            try
            {
                return await IsolatedWorld.EvaluateAsync(_session, known, expression).ConfigureAwait(false);
            }
            catch (PlaywrightException)
            {
                // Its document has gone; the next one is asked.
                Forget(frameId);
            }
        }

        var navigations = Volatile.Read(ref _navigations);
        var world = await IsolatedWorld.OfAsync(_session, frameId).ConfigureAwait(false);
        lock (_gate)
        {
            // Its number may mean another world by now.
            if (navigations == _navigations)
            {
                _worlds[frameId] = world;
            }
        }

        return await IsolatedWorld.EvaluateAsync(_session, world, expression).ConfigureAwait(false);
    }

    private int? Find(string frameId)
    {
        lock (_gate)
        {
            return _worlds.TryGetValue(frameId, out var world) ? world : null;
        }
    }

    private void Forget(string? frameId)
    {
        lock (_gate)
        {
            _navigations++;
            _worlds.Remove(frameId ?? "");
        }
    }
}
