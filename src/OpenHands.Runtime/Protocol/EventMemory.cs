using System.Text.Json.Nodes;

namespace OpenHands.Protocol;

/// <summary>Reduces an event to what a language model should see.</summary>
internal static class EventMemory
{
    private static readonly string[] Bookkeeping = ["id", "cause", "timestamp", "message"];

    private static readonly HashSet<string> NotForModels = new(StringComparer.Ordinal)
    {
        "screenshot", "dom_object", "axtree_object", "open_pages_urls", "active_page_index", "last_browser_action",
        "last_browser_action_error", "focused_element_bid", "extra_element_properties",
    };

    public static JsonObject Reduce(JsonObject wire, int maxContentLength)
    {
        foreach (var key in Bookkeeping)
        {
            wire.Remove(key);
        }

        // Pictures go to a model as pictures, never as the text of their addresses or bytes.
        (wire["args"] as JsonObject)?.Remove("images_urls");

        if (wire["extras"] is { } extras)
        {
            RemoveFields(extras);
        }

        if (wire["content"] is JsonValue content)
        {
            wire["content"] = ContentTruncation.Truncate(content.GetValue<string>(), maxContentLength);
        }

        return wire;
    }

    // A delegate's outputs may hold a screenshot anywhere.
    private static void RemoveFields(JsonNode node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var name in members.Select(member => member.Key).Where(NotForModels.Contains).ToArray())
                {
                    members.Remove(name);
                }

                foreach (var (_, value) in members)
                {
                    if (value is not null)
                    {
                        RemoveFields(value);
                    }
                }

                break;
            case JsonArray items:
                foreach (var item in items)
                {
                    if (item is not null)
                    {
                        RemoveFields(item);
                    }
                }

                break;
        }
    }
}
