using System.Text.Json;

namespace OpenHands.Browsing.Observing;

/// <summary>One document of Chromium's DOM snapshot, as arrays by node index in document order.</summary>
internal sealed class DomDocument
{
    private readonly string[] _strings;
    private readonly int[][] _attributes;

    public DomDocument(JsonElement document, string[] strings)
    {
        _strings = strings;
        FrameId = Text(document.GetProperty("frameId").GetInt32());
        Address = Text(document.GetProperty("documentURL").GetInt32());
        ScrollX = document.TryGetProperty("scrollOffsetX", out var x) ? x.GetDouble() : 0;
        ScrollY = document.TryGetProperty("scrollOffsetY", out var y) ? y.GetDouble() : 0;
        var nodes = document.GetProperty("nodes");
        Parents = Integers(nodes.GetProperty("parentIndex"));
        Types = Integers(nodes.GetProperty("nodeType"));
        Names = [.. Integers(nodes.GetProperty("nodeName")).Select(Text)];
        Values = Integers(nodes.GetProperty("nodeValue"));
        BackendIds = [.. nodes.GetProperty("backendNodeId").EnumerateArray().Select(id => id.GetInt64())];
        _attributes = [.. nodes.GetProperty("attributes").EnumerateArray().Select(Integers)];
        Clickable = nodes.TryGetProperty("isClickable", out var clickable) ? [.. Integers(clickable.GetProperty("index"))] : [];
        Contents = nodes.TryGetProperty("contentDocumentIndex", out var contents)
            ? Integers(contents.GetProperty("index")).Zip(Integers(contents.GetProperty("value"))).ToDictionary(pair => pair.First, pair => pair.Second)
            : [];
        IsInternal = FindInternal(nodes);
        Boxes = ReadBoxes(document.GetProperty("layout"));
    }

    /// <summary>The frame that shows it.</summary>
    public string FrameId { get; }

    /// <summary>Its address.</summary>
    public string Address { get; }

    /// <summary>How far it is scrolled to the right.</summary>
    public double ScrollX { get; }

    /// <summary>How far it is scrolled down.</summary>
    public double ScrollY { get; }

    /// <summary>Index of the parent of each node; −1 for none.</summary>
    public int[] Parents { get; }

    /// <summary>1 for an element, 3 for text, as in the DOM.</summary>
    public int[] Types { get; }

    /// <summary>Tag names in capitals, <c>#text</c>…</summary>
    public string[] Names { get; }

    /// <summary>Chromium's number of each node.</summary>
    public long[] BackendIds { get; }

    /// <summary>For each node, whether it is a part of a control that the browser made, such as the inside of a text field.</summary>
    public bool[] IsInternal { get; }

    /// <summary>Nodes that react to clicks.</summary>
    public HashSet<int> Clickable { get; }

    /// <summary>For each frame element, the index of the document in it.</summary>
    public Dictionary<int, int> Contents { get; }

    /// <summary>Where nodes are, in pixels of the document; only those that are shown.</summary>
    public Dictionary<int, DomBox> Boxes { get; }

    private int[] Values { get; }

    /// <summary>The text of a text node.</summary>
    public string Value(int node) => Text(Values[node]);

    /// <summary>An attribute of an element.</summary>
    public string? Attribute(int node, string name)
    {
        var pairs = _attributes[node];
        for (var i = 0; i + 1 < pairs.Length; i += 2)
        {
            if (Text(pairs[i]) == name)
            {
                return Text(pairs[i + 1]);
            }
        }

        return null;
    }

    // Such a part lies in a shadow tree of the browser's own; parents come before what is in them.
    private bool[] FindInternal(JsonElement nodes)
    {
        var isInternal = new bool[Parents.Length];
        if (nodes.TryGetProperty("shadowRootType", out var roots))
        {
            foreach (var (node, type) in Integers(roots.GetProperty("index")).Zip(Integers(roots.GetProperty("value"))))
            {
                isInternal[node] = Text(type) == "user-agent";
            }
        }

        for (var node = 0; node < isInternal.Length; node++)
        {
            isInternal[node] |= Parents[node] >= 0 && isInternal[Parents[node]];
        }

        return isInternal;
    }

    // The styles asked for are visibility and opacity, in this order.
    private Dictionary<int, DomBox> ReadBoxes(JsonElement layout)
    {
        var boxes = new Dictionary<int, DomBox>();
        foreach (var ((node, bounds), styles) in Integers(layout.GetProperty("nodeIndex"))
            .Zip(layout.GetProperty("bounds").EnumerateArray())
            .Zip(layout.GetProperty("styles").EnumerateArray()))
        {
            var style = Integers(styles);
            var isHidden = style is [var visibility, ..] && Text(visibility) is not ("visible" or "");
            var isTransparent = style is [_, var opacity, ..] && Text(opacity) == "0";
            boxes.TryAdd(node, new DomBox(bounds[0].GetDouble(), bounds[1].GetDouble(), bounds[2].GetDouble(), bounds[3].GetDouble(), !isHidden && !isTransparent));
        }

        return boxes;
    }

    private string Text(int index) => index < 0 || index >= _strings.Length ? "" : _strings[index];

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetInt32())];
}
