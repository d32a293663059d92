namespace OpenHands.Browsing.Observing;

/// <summary>A page as text for reading: what is shown, with headings, lists, tables and links in the manner of Markdown. Frames stand where they are.</summary>
internal sealed class ReadableText
{
    private static readonly HashSet<string> s_skipped = new(StringComparer.Ordinal) { "HEAD", "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE" };

    private static readonly HashSet<string> s_paragraphs = new(StringComparer.Ordinal)
    {
        "P", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "DL", "TABLE", "PRE", "BLOCKQUOTE", "IFRAME", "FRAME", "FIGURE",
    };

    private static readonly HashSet<string> s_blocks = new(StringComparer.Ordinal)
    {
        "ADDRESS", "ARTICLE", "ASIDE", "BODY", "CAPTION", "DD", "DETAILS", "DIALOG", "DIV", "DT", "FIELDSET", "FIGCAPTION", "FOOTER", "FORM", "HEADER", "HTML",
        "LEGEND", "LI", "MAIN", "NAV", "SECTION", "SUMMARY", "TR", "OPTION", "HR",
    };

    private readonly FrameTree _frames;
    private readonly TextFlow _flow;

    private ReadableText(FrameTree frames, int limit)
    {
        _frames = frames;
        _flow = new TextFlow(limit);
    }

    /// <summary>The text of a page.</summary>
    /// <param name="frames">Its documents.</param>
    /// <param name="limit">Most characters.</param>
    public static string Of(FrameTree frames, int limit)
    {
        var text = new ReadableText(frames, limit);
        text.Add(frames.Main);
        return text._flow.Finish();
    }

    // Nodes come in document order; the open elements are those that the next node is still in.
    private void Add(DomDocument document)
    {
        var open = new Stack<(int Node, int LinkStart)>();
        for (var node = 0; node < document.Names.Length && !_flow.IsFull; node++)
        {
            while (open.Count > 0 && open.Peek().Node != document.Parents[node])
            {
                Close(document, open.Pop());
            }

            if (IsSkipped(document, node))
            {
                node = LastWithin(document, node);
            }
            else if (document.Types[node] == 3)
            {
                AddText(document, node);
            }
            else
            {
                open.Push((node, Open(document, node)));
            }
        }

        while (open.TryPop(out var rest))
        {
            Close(document, rest);
        }
    }

    private static bool IsSkipped(DomDocument document, int node) =>
        document.Types[node] == 1 && (s_skipped.Contains(document.Names[node]) || document.Names[node].StartsWith("::", StringComparison.Ordinal));

    private static int LastWithin(DomDocument document, int node)
    {
        var last = node;
        while (last + 1 < document.Parents.Length && document.Parents[last + 1] >= node)
        {
            last++;
        }

        return last;
    }

    private void AddText(DomDocument document, int node)
    {
        if (document.Boxes.TryGetValue(node, out var box) && box.IsShown)
        {
            _flow.Write(document.Value(node));
        }
    }

    private int Open(DomDocument document, int node)
    {
        var name = document.Names[node];
        Break(name);
        switch (name)
        {
            case ['H', >= '1' and <= '6']:
                _flow.WriteMark($"{new string('#', name[1] - '0')} ");
                break;
            case "LI":
                _flow.WriteMark("* ");
                break;
            case "BR":
                _flow.BreakLine();
                break;
            case "HR":
                _flow.WriteMark("---");
                break;
            case "TD" or "TH":
                _flow.WriteCellBorder();
                break;
            case "PRE" or "TEXTAREA":
                _flow.BeginPreformatted();
                break;
        }

        if (_frames.ContentOf(document, node) is { } content)
        {
            Add(content);
        }

        return _flow.Length;
    }

    private void Close(DomDocument document, (int Node, int LinkStart) element)
    {
        var name = document.Names[element.Node];
        if (name == "A" && document.Attribute(element.Node, "href") is { Length: > 0 } address && !address.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase))
        {
            _flow.WrapLink(element.LinkStart, Absolute(document, address));
        }
        else if (name is "PRE" or "TEXTAREA")
        {
            _flow.EndPreformatted();
        }

        Break(name);
    }

    private void Break(string name)
    {
        if (s_paragraphs.Contains(name))
        {
            _flow.BreakParagraph();
        }
        else if (s_blocks.Contains(name))
        {
            _flow.BreakLine();
        }
    }

    private static string Absolute(DomDocument document, string address) =>
        Uri.TryCreate(document.Address, UriKind.Absolute, out var page) && page.Scheme is not ("data" or "about") && Uri.TryCreate(page, address, out var whole) ? whole.AbsoluteUri : address;
}
