using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;

namespace OpenHands.Browsing.Observing;

/// <summary>
/// The text of a PDF that a tab shows. Chromium's own viewer reads it, in the sandbox and in a process without rights: nothing of a document that may be
/// hostile is interpreted by the host program, which receives as many characters as it asked for.
/// </summary>
internal static class PdfText
{
    /// <summary>What Chromium calls such a document.</summary>
    public const string MimeType = "application/pdf";

    /// <summary>What is said when the viewer is not known.</summary>
    public const string Unreadable = "[This is a PDF whose text the browser does not tell: look at the screenshot, or read the file with a command.]";

    private const string ViewerScheme = "chrome-extension://";

    // The viewer selects all, tells what is selected, and a change of its tools and back selects nothing again. The text is asked for once a document: a long
    // one may be ready when it is looked at again.
    private const string Script = """
        (async (limit, patience) => {
          const late = {};
          const over = new Promise(done => setTimeout(done, patience, late));
          const either = work => Promise.race([work, over]);
          await either(customElements.whenDefined('pdf-viewer'));
          if (document.readyState === 'loading') await either(new Promise(done => addEventListener('DOMContentLoaded', done)));
          const viewer = document.querySelector('pdf-viewer');
          const plugin = viewer?.pluginController_;
          if (typeof plugin?.selectAll !== 'function' || typeof plugin.getSelectedText !== 'function') return { state: 'unknown' };
          const state = () => viewer.showPasswordDialog_ ? 'locked' : viewer.loadState_;
          let watch;
          await either(new Promise(done => {
            const look = () => state() === 'loading' ? viewer.loaded?.then(done, done) : done();
            watch = new MutationObserver(look);
            watch.observe(viewer.shadowRoot ?? viewer, { attributes: true, childList: true, subtree: true });
            look();
          }));
          watch.disconnect();
          const found = { state: state(), pages: viewer.documentDimensions?.pageDimensions?.length || viewer.docLength_ || 0 };
          if (found.state !== 'success') return found;
          const text = await either(globalThis.openhandsText ??= (async () => {
            plugin.selectAll();
            const { selectedText } = await plugin.getSelectedText();
            try {
              plugin.setAnnotationMode('draw');
              plugin.setAnnotationMode('off');
              await plugin.getSelectedText();
            } catch { }
            return selectedText.replace(/\r\n?/g, '\n');
          })());
          return text === late ? { ...found, state: 'busy' } : { ...found, text: text.slice(0, limit + 1) };
        })
        """;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan s_firstPatience = TimeSpan.FromSeconds(1);

    /// <summary>Whether a frame is Chromium's viewer of such documents.</summary>
    public static bool IsViewer(IFrame frame) => frame.Url.StartsWith(ViewerScheme, StringComparison.Ordinal);

    /// <summary>Reads the text.</summary>
    /// <param name="viewer">DevTools of the viewer.</param>
    /// <param name="limit">Most characters.</param>
    /// <returns>The text with a line in brackets before it; that line alone when there is none.</returns>
    public static async Task<string> ReadAsync(ICDPSession viewer, int limit) =>
        await AskAsync(viewer, limit, s_patience).ConfigureAwait(false) is { } found ? Tell(found, limit) : Unreadable;

    /// <summary>Begins to read the text.</summary>
    /// <returns>The same, if it is there at once; else <see langword="null"/>.</returns>
    public static async Task<string?> TryReadAsync(ICDPSession viewer, int limit) =>
        await AskAsync(viewer, limit, s_firstPatience).ConfigureAwait(false) is not { } found ? Unreadable
        : found.GetProperty("state").GetString() == "busy" ? null
        : Tell(found, limit);

    private static async Task<JsonElement?> AskAsync(ICDPSession viewer, int limit, TimeSpan patience)
    {
        var answer = await viewer.SendAsync("Runtime.evaluate", new Dictionary<string, object>
        {
            ["expression"] = string.Create(CultureInfo.InvariantCulture, $"{Script}({limit}, {patience.TotalMilliseconds})"),
            ["returnByValue"] = true,
            ["awaitPromise"] = true,
        }).ConfigureAwait(false);
        return answer!.Value.GetProperty("result").TryGetProperty("value", out var found) ? found : null;
    }

    private static string Tell(JsonElement found, int limit)
    {
        var pages = found.TryGetProperty("pages", out var count) ? count.GetInt32() : 0;
        return found.GetProperty("state").GetString() switch
        {
            "success" => TellText(found.GetProperty("text").GetString()!, pages, limit),
            "busy" => string.Create(CultureInfo.InvariantCulture, $"[A PDF of {Pages(pages)}. Its text was not ready after {s_patience.TotalSeconds} s: look again with noop(0).]"),
            "loading" => string.Create(CultureInfo.InvariantCulture, $"[A PDF that had not come completely after {s_patience.TotalSeconds} s: look again with noop(0).]"),
            "locked" => "[A PDF that asks for a password: its text cannot be read. Write the password with keyboard_type and press Enter, if there is one.]",
            "failed" => "[A PDF that is broken: the browser cannot show it.]",
            _ => Unreadable,
        };
    }

    private static string TellText(string text, int pages, int limit)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"[A PDF of {Pages(pages)} without text, such as scanned paper: look at the screenshot, and scroll.]";
        }

        return $"[A PDF of {Pages(pages)}.]\n{(text.Length > limit ? $"{text[..limit]}\n[The document has more text.]" : text)}";
    }

    private static string Pages(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "page" : "pages")}");
}
