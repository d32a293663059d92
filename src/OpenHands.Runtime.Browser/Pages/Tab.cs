using Microsoft.Playwright;

namespace OpenHands.Browsing.Pages;

/// <summary>One tab: its page, a DevTools session of ours with it, and what is known of its elements.</summary>
internal sealed class Tab
{
    private readonly TaskCompletionSource _crashed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Tab(IPage page, ICDPSession session, string frameId)
    {
        Page = page;
        FrameId = frameId;
        Session = session;
        Frames = new FrameSessions(page, session);
        Worlds = new KnownWorlds(session);
        session.Event("Page.frameNavigated").OnEvent += (_, details) => Note(details?.GetProperty("frame"));
        page.Crash += (_, _) => _crashed.TrySetResult();
        Activity.Listen(page, session);
    }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>DevTools of the page.</summary>
    public ICDPSession Session { get; }

    /// <summary>Chromium's id of its outermost frame.</summary>
    public string FrameId { get; }

    /// <summary>DevTools of its frames.</summary>
    public FrameSessions Frames { get; }

    /// <summary>What kind of document it shows; empty before the first.</summary>
    public string MimeType { get; private set; } = "";

    /// <summary>Where scripts of ours run in it.</summary>
    public KnownWorlds Worlds { get; }

    /// <summary>Ids of its elements.</summary>
    public ElementIds Ids { get; } = new();

    /// <summary>What is under way in it.</summary>
    public Activity Activity { get; } = new();

    /// <summary>Ends when the page's process has crashed.</summary>
    public Task Crashed => _crashed.Task;

    /// <summary>Whether the page does not answer, because a script of it never ends.</summary>
    public bool IsStuck { get; set; }

    /// <summary>Begins to work with a page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="onWindowOpen">Told when it begins to open a window.</param>
    public static async Task<Tab> AttachAsync(IPage page, Action onWindowOpen)
    {
        var session = await page.Context.NewCDPSessionAsync(page).ConfigureAwait(false);
        var target = await session.SendAsync("Target.getTargetInfo").ConfigureAwait(false);
        var tab = new Tab(page, session, target!.Value.GetProperty("targetInfo").GetProperty("targetId").GetString()!);
        session.Event("Page.windowOpen").OnEvent += (_, _) => onWindowOpen();
        await session.SendAsync("Page.enable").ConfigureAwait(false);
        return tab;
    }

    /// <summary>Has the driver put its scripts into the page while nobody waits: otherwise the first touch of an element does.</summary>
    public void Prepare() => Page.Locator("html").CountAsync().Forget();

    private void Note(System.Text.Json.JsonElement? frame)
    {
        if (frame is { } navigated && navigated.GetProperty("id").GetString() == FrameId && navigated.TryGetProperty("mimeType", out var type))
        {
            MimeType = type.GetString() ?? "";
        }
    }
}
