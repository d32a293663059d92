using System.Runtime.CompilerServices;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>The DevTools sessions of a page: its own, and one for each frame that Chromium keeps in another process.</summary>
internal sealed class FrameSessions(IPage page, ICDPSession main)
{
    private readonly ConditionalWeakTable<IFrame, ICDPSession> _others = [];

    /// <summary>All sessions, the page's own first.</summary>
    /// <param name="framesOfMain">How many frames the page's own session knows.</param>
    public async Task<IReadOnlyList<ICDPSession>> AllAsync(int framesOfMain)
    {
        var frames = page.Frames;
        if (frames.Count <= framesOfMain)
        {
            return [main];
        }

        var sessions = new List<ICDPSession> { main };
        foreach (var frame in frames.Skip(1).Where(frame => !frame.IsDetached))
        {
            if (await TryOpenAsync(frame).ConfigureAwait(false) is { } session)
            {
                sessions.Add(session);
            }
        }

        return sessions;
    }

    /// <summary>The session of the first frame of another process that is meant; <see langword="null"/> when there is none.</summary>
    public async Task<ICDPSession?> FindAsync(Predicate<IFrame> isMeant) =>
        page.Frames.FirstOrDefault(frame => !frame.IsDetached && isMeant(frame)) is { } found ? await TryOpenAsync(found).ConfigureAwait(false) : null;

    private async Task<ICDPSession?> TryOpenAsync(IFrame frame)
    {
        if (_others.TryGetValue(frame, out var known))
        {
            try
            {
                await known.SendAsync("Page.enable").ConfigureAwait(false);
                return known;
            }
            catch (PlaywrightException)
            {
                // The frame went to another process, or back to that of its page.
                _others.Remove(frame);
            }
        }

        try
        {
            var session = await page.Context.NewCDPSessionAsync(frame).ConfigureAwait(false);
            _others.AddOrUpdate(frame, session);
            return session;
        }
        catch (PlaywrightException)
        {
            // It is in the process of its parent, whose session has it.
            return null;
        }
    }
}
