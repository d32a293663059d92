using System.Buffers;
using System.Text.Json;

namespace OpenHands.Browsing.Observing;

/// <summary>
/// The accessibility trees of a page's frames as one: nodes as Chromium tells them, with <c>browsergym_id</c> where they stand for an element. Node ids of
/// frames begin with the frame's id, and a frame's root is a child of the element that shows it.
/// </summary>
internal sealed class AccessibilityTree
{
    private readonly List<(DomDocument Document, JsonElement Nodes)> _frames = [];

    /// <summary>Adds the tree of a document.</summary>
    public void Add(DomDocument document, JsonElement nodes) => _frames.Add((document, nodes));

    /// <summary>Joins the trees.</summary>
    /// <returns>The tree, and the id of the focused element.</returns>
    public (JsonPayload Json, string? FocusedBid) Merge(FrameTree tree, Dictionary<(string FrameId, long BackendNodeId), string> bids)
    {
        var roots = Roots(tree);
        string? focused = null;
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("nodes");
            foreach (var (document, nodes) in _frames)
            {
                var prefix = document == tree.Main ? "" : $"{document.FrameId}:";
                foreach (var node in nodes.EnumerateArray())
                {
                    var place = node.TryGetProperty("backendDOMNodeId", out var id) ? (document.FrameId, id.GetInt64()) : default;
                    var bid = bids.GetValueOrDefault(place);
                    focused = bid is not null && IsFocused(node) ? bid : focused;
                    Write(writer, node, prefix, bid, roots.GetValueOrDefault(place));
                }
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return (Json.Payload(buffer), focused ?? "");
    }

    private Dictionary<(string FrameId, long BackendNodeId), string> Roots(FrameTree tree)
    {
        var roots = new Dictionary<(string, long), string>();
        foreach (var (document, nodes) in _frames)
        {
            if (tree.OwnerOf(document) is { } owner && nodes.GetArrayLength() > 0)
            {
                roots[(owner.Document.FrameId, owner.Document.BackendIds[owner.Node])] = $"{document.FrameId}:{nodes[0].GetProperty("nodeId").GetString()}";
            }
        }

        return roots;
    }

    private static void Write(Utf8JsonWriter writer, JsonElement node, string prefix, string? bid, string? frameRoot)
    {
        writer.WriteStartObject();
        foreach (var property in node.EnumerateObject())
        {
            switch (property.Name)
            {
                case "nodeId" or "parentId":
                    writer.WriteString(property.Name, prefix + property.Value.GetString());
                    break;
                case "childIds":
                    writer.WriteStartArray(property.Name);
                    foreach (var child in property.Value.EnumerateArray())
                    {
                        writer.WriteStringValue(prefix + child.GetString());
                    }

                    if (frameRoot is not null)
                    {
                        writer.WriteStringValue(frameRoot);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    writer.WritePropertyName(property.Name);
                    Json.Write(writer, property.Value);
                    break;
            }
        }

        if (bid is not null)
        {
            writer.WriteString("browsergym_id", bid);
        }

        writer.WriteEndObject();
    }

    private static bool IsFocused(JsonElement node) =>
        node.TryGetProperty("properties", out var properties)
        && properties.EnumerateArray().Any(property =>
            property.GetProperty("name").GetString() == "focused" && property.GetProperty("value").TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.True)
        && node.TryGetProperty("role", out var role) && role.TryGetProperty("value", out var name) && name.GetString() != "RootWebArea";
}
