using System.Runtime.CompilerServices;

namespace OpenHands.Agents.Tools;

/// <summary>What a model reads about a page: first where the browser is, in words of ours; what the page says is last.</summary>
internal static class PageText
{
    private const string NothingMore = "Nothing more is kept.";

    // A page stays in a conversation for many steps, and its tree may have tens of thousands of nodes.
    private static readonly ConditionalWeakTable<BrowserOutputObservation, Outline> s_outlines = [];

    /// <summary>The text, at most about as long as is allowed.</summary>
    public static string Describe(BrowserOutputObservation page, int most)
    {
        var status = page.Error ? $"The browser failed: {ResultText.ShortenLine(page.LastBrowserActionError, most / 4)}" : $"Opened {ResultText.ShortenLine(page.Url, 500)}.";
        var tabs = page.OpenPagesUrls.Count > 1 ? $" This is tab {page.ActivePageIndex} of {page.OpenPagesUrls.Count}, counted from 0." : "";
        var outline = OutlineOf(page, most);
        return outline.Length > 0
            ? $"{status}{tabs}\nThe page, with the ids of its elements in brackets:\n{outline}"
            : $"{status}{tabs}\nThe page says:\n{ResultText.Shorten(page.Content, most, NothingMore)}";
    }

    private static string OutlineOf(BrowserOutputObservation page, int most)
    {
        if (s_outlines.TryGetValue(page, out var known) && known.Most == most)
        {
            return known.Text;
        }

        var outline = new Outline(most, page.ToAccessibilityOutline(most));
        s_outlines.AddOrUpdate(page, outline);
        return outline.Text;
    }

    private sealed record Outline(int Most, string Text);
}
