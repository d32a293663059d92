using System.Text.Json;
using Microsoft.Playwright;
using OpenHands.Browsing.Pages;

namespace OpenHands.Browsing.Observing;

/// <summary>Looks at a page through DevTools. Nothing of the page's own scripts takes part, and the page is not changed.</summary>
internal sealed class PageObserver(BrowserOptions options)
{
    private const string Length = "document.documentElement ? document.documentElement.outerHTML.length : 0";

    /// <summary>Looks at a tab.</summary>
    /// <param name="tab">The tab.</param>
    /// <param name="withTrees">Whether to tell its trees, as far as the page is not too long for that.</param>
    /// <param name="withScreenshot">Whether to take a picture.</param>
    public async Task<PageState> LookAsync(Tab tab, bool withTrees = true, bool withScreenshot = true)
    {
        var isPdf = tab.MimeType == PdfText.MimeType;
        var screenshot = withScreenshot && !isPdf ? TakeScreenshotAsync(tab) : Task.FromResult("");
        var lengthOfMain = tab.Worlds.EvaluateAsync(tab.FrameId, Length);
        var reading = FrameInfo.ReadAsync(tab.Session);
        await Task.WhenAll(lengthOfMain, reading).ConfigureAwait(false);
        var frames = await reading.ConfigureAwait(false);
        var length = (await lengthOfMain.ConfigureAwait(false)).GetInt64() + await LengthAsync(frames.Skip(1), tab.Worlds.EvaluateAsync).ConfigureAwait(false);
        var state = withTrees && length <= options.MaxPageLength
            ? await LookAtTreesAsync(tab, frames).ConfigureAwait(false)
            : await LookAtTextAsync(tab, frames, length).ConfigureAwait(false);
        tab.Prepare();
        state = state with { Screenshot = await screenshot.ConfigureAwait(false) };
        return isPdf ? await LookAtPdfAsync(tab, state, withScreenshot).ConfigureAwait(false) : state;
    }

    // By then the document has come, and is in the picture.
    private async Task<PageState> LookAtPdfAsync(Tab tab, PageState state, bool withScreenshot)
    {
        var viewer = await tab.Frames.FindAsync(PdfText.IsViewer).ConfigureAwait(false);
        var text = viewer is null ? PdfText.Unreadable : await PdfText.TryReadAsync(viewer, options.MaxTextLength).ConfigureAwait(false);
        if (text is null)
        {
            // A viewer that has not been drawn since it selected does not always answer.
            await TakeScreenshotAsync(tab).ConfigureAwait(false);
            text = await PdfText.ReadAsync(viewer!, options.MaxTextLength).ConfigureAwait(false);
        }

        return state with { Text = text, Screenshot = withScreenshot ? await TakeScreenshotAsync(tab).ConfigureAwait(false) : "" };
    }

    private async Task<PageState> LookAtTreesAsync(Tab tab, IReadOnlyList<FrameInfo> frames)
    {
        var sessions = await tab.Frames.AllAsync(frames.Count).ConfigureAwait(false);
        var infos = new Dictionary<string, (ICDPSession Session, FrameInfo Info)>(StringComparer.Ordinal);
        var owners = new Dictionary<string, long>(StringComparer.Ordinal);
        var snapshots = new List<Task<DomSnapshot>>();
        var trees = new List<(string FrameId, Task<JsonElement?> Tree)>();
        foreach (var session in sessions)
        {
            var isMain = session == tab.Session;
            var own = isMain ? frames : await FrameInfo.ReadAsync(session).ConfigureAwait(false);
            if (!isMain && (await LengthAsync(own, (frame, expression) => IsolatedWorld.EvaluateAsync(session, frame, expression)).ConfigureAwait(false) > options.MaxPageLength || await OwnerAsync(tab.Session, own[0].Id).ConfigureAwait(false) is not { } owner || !owners.TryAdd(own[0].Id, owner)))
            {
                continue;
            }

            snapshots.Add(DomSnapshot.TakeAsync(session));
            foreach (var info in own)
            {
                infos[info.Id] = (session, info);
                trees.Add((info.Id, AccessibilityOfAsync(session, info.Id)));
            }
        }

        var tree = new FrameTree(await Task.WhenAll(snapshots).ConfigureAwait(false), owners);
        foreach (var document in tree.Documents)
        {
            var (session, info) = infos.TryGetValue(document.FrameId, out var known) ? known : (tab.Session, new FrameInfo(document.FrameId, ""));
            tab.Ids.BeginFrame(session, document.FrameId, info.LoaderId, document == tree.Main);
        }

        tab.Ids.KeepFrames(tree.Documents.Select(document => document.FrameId).ToHashSet(StringComparer.Ordinal));
        var (bids, properties) = ElementProperties.Describe(tree, tab.Ids, (options.ViewportWidth, options.ViewportHeight));
        var accessibility = new AccessibilityTree();
        foreach (var (frameId, reading) in trees)
        {
            if (await reading.ConfigureAwait(false) is { } nodes && tree.Documents.FirstOrDefault(document => document.FrameId == frameId) is { } document)
            {
                accessibility.Add(document, nodes);
            }
        }

        var (merged, focused) = accessibility.Merge(tree, bids);
        return new PageState
        {
            Text = ReadableText.Of(tree, options.MaxTextLength),
            Dom = DomOf(tree.Snapshots),
            Accessibility = merged,
            ElementProperties = properties,
            FocusedBid = focused,
        };
    }

    // What the page's own session tells; frames of other processes have snapshots of their own behind it.
    private static JsonPayload DomOf(IReadOnlyList<DomSnapshot> snapshots)
    {
        if (snapshots.Count == 1)
        {
            return Json.Copy(snapshots[0].Json);
        }

        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in snapshots[0].Json.EnumerateObject())
            {
                writer.WritePropertyName(property.Name);
                Json.Write(writer, property.Value);
            }

            writer.WriteStartArray("frames");
            foreach (var snapshot in snapshots.Skip(1))
            {
                Json.Write(writer, snapshot.Json);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Json.Payload(buffer);
    }

    private async Task<PageState> LookAtTextAsync(Tab tab, IReadOnlyList<FrameInfo> frames, long length)
    {
        // Stops as soon as it has enough, so that a page of any length costs what is shown of it.
        var script = $$"""
            (() => {
              const limit = {{options.MaxTextLength}};
              const skipped = new Set(['SCRIPT', 'STYLE', 'NOSCRIPT', 'TEMPLATE']);
              const walker = document.createTreeWalker(document.body || document.documentElement, NodeFilter.SHOW_TEXT);
              let text = '', block = null;
              while (text.length <= limit && walker.nextNode()) {
                const parent = walker.currentNode.parentElement;
                if (!parent || skipped.has(parent.tagName)) continue;
                const words = walker.currentNode.data.slice(0, limit + 1).replace(/\s+/g, ' ');
                if (words.trim() === '') continue;
                text += (block && block !== parent ? '\n' : '') + words;
                block = parent;
              }
              return text.slice(0, limit + 1);
            })()
            """;
        var text = (await tab.Worlds.EvaluateAsync(frames[0].Id, script).ConfigureAwait(false)).GetString()!;
        var notice = length > options.MaxPageLength
            ? $"[This page is too long for its trees ({length} characters of source, more than {options.MaxPageLength}): here is its text, and elements have no ids. Use the mouse and the keyboard, or read it with a command.]\n"
            : "";
        return new PageState { Text = $"{notice}{(text.Length > options.MaxTextLength ? $"{text[..options.MaxTextLength]}\n[The page has more text.]" : text)}" };
    }

    private static async Task<string> TakeScreenshotAsync(Tab tab)
    {
        var answer = await tab.Session.SendAsync("Page.captureScreenshot", new Dictionary<string, object> { ["format"] = "png", ["optimizeForSpeed"] = true }).ConfigureAwait(false);
        return answer!.Value.GetProperty("data").GetString()!;
    }

    private static async Task<long> LengthAsync(IEnumerable<FrameInfo> frames, Func<string, string, Task<JsonElement>> evaluateAsync)
    {
        var lengths = await Task.WhenAll(frames.Select(frame => evaluateAsync(frame.Id, Length))).ConfigureAwait(false);
        return lengths.Sum(length => length.GetInt64());
    }

    private static async Task<long?> OwnerAsync(ICDPSession session, string frameId)
    {
        try
        {
            var answer = await session.SendAsync("DOM.getFrameOwner", new Dictionary<string, object> { ["frameId"] = frameId }).ConfigureAwait(false);
            return answer!.Value.GetProperty("backendNodeId").GetInt64();
        }
        catch (PlaywrightException)
        {
            // It left meanwhile.
            return null;
        }
    }

    private static async Task<JsonElement?> AccessibilityOfAsync(ICDPSession session, string frameId)
    {
        try
        {
            var answer = await session.SendAsync("Accessibility.getFullAXTree", new Dictionary<string, object> { ["frameId"] = frameId }).ConfigureAwait(false);
            return answer!.Value.GetProperty("nodes");
        }
        catch (PlaywrightException)
        {
            return null;
        }
    }
}
