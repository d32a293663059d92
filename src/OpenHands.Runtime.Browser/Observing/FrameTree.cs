namespace OpenHands.Browsing.Observing;

/// <summary>The documents of a page and how they contain each other, also across processes.</summary>
internal sealed class FrameTree
{
    private readonly Dictionary<(DomDocument Document, int Node), DomDocument> _contents = [];
    private readonly Dictionary<DomDocument, (DomDocument Document, int Node)> _owners = [];

    /// <summary>Joins snapshots.</summary>
    /// <param name="snapshots">That of the page itself first.</param>
    /// <param name="owners">For the first document of each further snapshot, Chromium's number of the frame element that shows it.</param>
    public FrameTree(IReadOnlyList<DomSnapshot> snapshots, IReadOnlyDictionary<string, long> owners)
    {
        Snapshots = snapshots;
        Documents = [.. snapshots.SelectMany(snapshot => snapshot.Documents)];
        foreach (var snapshot in snapshots)
        {
            foreach (var document in snapshot.Documents)
            {
                foreach (var (node, index) in document.Contents.Where(content => content.Value >= 0 && content.Value < snapshot.Documents.Count))
                {
                    Join(document, node, snapshot.Documents[index]);
                }
            }
        }

        foreach (var root in snapshots.Skip(1).Select(snapshot => snapshot.Documents[0]))
        {
            if (owners.TryGetValue(root.FrameId, out var owner) && Documents.Select(document => (document, Node: Array.IndexOf(document.BackendIds, owner))).FirstOrDefault(place => place.Node >= 0 && place.document != root && place.document.Names[place.Node] is "IFRAME" or "FRAME") is { document: { } parent } place)
            {
                Join(parent, place.Node, root);
            }
        }
    }

    /// <summary>The snapshots.</summary>
    public IReadOnlyList<DomSnapshot> Snapshots { get; }

    /// <summary>All documents.</summary>
    public IReadOnlyList<DomDocument> Documents { get; }

    /// <summary>The page's own document.</summary>
    public DomDocument Main => Documents[0];

    /// <summary>The document that a frame element shows.</summary>
    public DomDocument? ContentOf(DomDocument document, int node) => _contents.GetValueOrDefault((document, node));

    /// <summary>The frame element that shows a document.</summary>
    public (DomDocument Document, int Node)? OwnerOf(DomDocument document) => _owners.TryGetValue(document, out var owner) ? owner : null;

    /// <summary>Where the left top corner of a document's view is in the view of the page.</summary>
    public (double X, double Y) OriginOf(DomDocument document)
    {
        var (x, y) = (0d, 0d);
        while (OwnerOf(document) is { } owner)
        {
            var box = owner.Document.Boxes.GetValueOrDefault(owner.Node);
            x += box.X - owner.Document.ScrollX;
            y += box.Y - owner.Document.ScrollY;
            document = owner.Document;
        }

        return (x, y);
    }

    private void Join(DomDocument document, int node, DomDocument content)
    {
        if (content != document && _owners.TryAdd(content, (document, node)))
        {
            _contents[(document, node)] = content;
        }
    }
}
