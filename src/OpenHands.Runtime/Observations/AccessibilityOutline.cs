using System.Text;
using System.Text.Json;

namespace OpenHands;

/// <summary>Writes an accessibility tree as indented lines.</summary>
internal sealed class AccessibilityOutline
{
    private const int LongestText = 200;
    private const int DeepestIndent = 30;

    // These only group others.
    private static readonly HashSet<string> s_silent = new(StringComparer.Ordinal)
    {
        "none", "generic", "InlineTextBox", "LineBreak", "LayoutTable", "LayoutTableRow", "LayoutTableCell", "presentation", "ListMarker",
    };

    // Said when they are not what is usual.
    private static readonly string[] s_states = ["disabled", "required", "readonly", "multiline", "multiselectable", "focused", "selected", "modal", "busy"];

    private readonly Dictionary<string, JsonElement> _nodes = new(StringComparer.Ordinal);
    private readonly StringBuilder _text = new();
    private readonly int _limit;
    private int _left;

    private AccessibilityOutline(JsonElement tree, int limit)
    {
        _limit = limit;
        if (tree.ValueKind != JsonValueKind.Object || !tree.TryGetProperty("nodes", out var nodes) || nodes.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var node in nodes.EnumerateArray())
        {
            if (TextOf(node, "nodeId") is { } id)
            {
                _nodes.TryAdd(id, node);
            }
        }
    }

    public static string Of(JsonElement tree, int limit)
    {
        var outline = new AccessibilityOutline(tree, limit);
        if (outline._nodes.Count == 0)
        {
            return "";
        }

        outline.Write();
        return outline._left == 0 ? outline._text.ToString().TrimEnd('\n') : $"{outline._text}… {outline._left} more elements";
    }

    // Without recursion: pages may nest as deep as they like. A node is visited once, whatever a tree from elsewhere says.
    private void Write()
    {
        var pending = new Stack<(string Id, int Depth, string Said)>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        pending.Push((_nodes.Keys.First(), 0, ""));
        while (pending.TryPop(out var next))
        {
            if (!seen.Add(next.Id) || !_nodes.TryGetValue(next.Id, out var node))
            {
                continue;
            }

            var name = ValueOf(node, "name") ?? "";
            var line = LineOf(node, name, next.Said);
            if (line is not null)
            {
                Append(line, next.Depth);
            }

            if (node.TryGetProperty("childIds", out var children) && children.ValueKind == JsonValueKind.Array)
            {
                foreach (var child in children.EnumerateArray().Reverse())
                {
                    pending.Push((child.GetString() ?? "", line is null ? next.Depth : next.Depth + 1, line is null ? next.Said : line));
                }
            }
        }
    }

    private void Append(string line, int depth)
    {
        var indent = Math.Min(depth, DeepestIndent);
        if (_left > 0 || _text.Length + indent + line.Length + 40 > _limit)
        {
            _left++;
            return;
        }

        _text.Append('\t', indent).Append(line).Append('\n');
    }

    private static string? LineOf(JsonElement node, string name, string said)
    {
        var role = ValueOf(node, "role") ?? "";
        var isIgnored = node.TryGetProperty("ignored", out var ignored) && ignored.ValueKind == JsonValueKind.True;
        var bid = TextOf(node, "browsergym_id");
        var isBare = s_silent.Contains(role) && (name.Length == 0 || role is "InlineTextBox" or "ListMarker" or "LineBreak");
        if (isIgnored || isBare || (role == "StaticText" && (name.Trim().Length == 0 || said.Contains(OneLine(name), StringComparison.Ordinal))))
        {
            return null;
        }

        var line = new StringBuilder();
        if (bid is not null && role is not ("RootWebArea" or "StaticText"))
        {
            line.Append('[').Append(bid).Append("] ");
        }

        line.Append(role).Append(" '").Append(OneLine(name)).Append('\'');
        if (ValueOf(node, "value") is { Length: > 0 } value)
        {
            line.Append(", value='").Append(OneLine(value)).Append('\'');
        }

        AppendStates(node, line);
        return line.ToString();
    }

    private static void AppendStates(JsonElement node, StringBuilder line)
    {
        if (!node.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var property in properties.EnumerateArray())
        {
            var name = TextOf(property, "name");
            var value = ValueOf(property, "value");
            if (name is not null && s_states.Contains(name) && value is "true")
            {
                line.Append(", ").Append(name);
            }
            else if (name is "checked" or "pressed" or "expanded" && value is { Length: > 0 })
            {
                line.Append(", ").Append(name).Append('=').Append(value);
            }
        }
    }

    private static string OneLine(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestText ? line : $"{line[..(LongestText / 2)]} … {line[^(LongestText / 2)..]}";
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // A value of DevTools is an object with its type and itself.
    private static string? ValueOf(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var holder) || holder.ValueKind != JsonValueKind.Object || !holder.TryGetProperty("value", out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.True => "true",
            JsonValueKind.False => "false",
            _ => null,
        };
    }
}
