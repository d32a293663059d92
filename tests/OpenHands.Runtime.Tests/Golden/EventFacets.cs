using System.Text;
using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>Every aspect of every recorded event.</summary>
internal static class EventFacets
{
    public static IEnumerable<Facet> All() => Vectors.Files
        .Where(file => file.StartsWith("actions/", StringComparison.Ordinal) || file.StartsWith("observations/", StringComparison.Ordinal))
        .SelectMany(Vectors.Rows)
        .SelectMany(row => Of(row.Name, row.Row));

    private static IEnumerable<Facet> Of(string name, JsonObject row)
    {
        var stored = (string)row["stored_json"]!;
        var ours = EventSerializer.Default.ReadStored(Encoding.UTF8.GetBytes(stored));
        var json = EventSerializer.Default.ToJson(ours);
        var limit = (int)row["memory_max_message_chars"]!;
        foreach (var (aspect, recorded) in row)
        {
            var facet = $"{name}/{aspect}";
            var value = aspect switch
            {
                "case" => null,
                "class" or "roundtrip_class" => ours.GetType().Name,
                "dict" or "roundtrip_dict" => Vectors.Text(json),
                "stored_json" => Vectors.Text(json),
                "dict_key_order" => Vectors.Text(new JsonArray([.. JsonNode.Parse(json)!.AsObject().Select(member => (JsonNode)member.Key)])),
                "memory" => Vectors.Text(EventSerializer.Default.ToMemory(ours, limit)),
                "memory_max_message_chars" => null,
                "message" => ours.Message,
                "str" => ours.ToString(),
                "runnable" => ((AgentAction)ours).IsRunnable ? "true" : "false",
                "roundtrip_same_dict" => Outcome.Of(() => EventSerializer.Default.ToJson(EventSerializer.Default.Read(json)) == json ? "true" : "false"),
                "roundtrip_equal" => Outcome.Of(() => EventSerializer.Default.Read(stored).Equals(ours) ? "true" : "false"),
                "roundtrip_error" => Outcome.Of(() => EventSerializer.Default.Read(stored)),
                _ => throw new InvalidOperationException($"{facet}: nobody compares this."),
            };
            if (value is not null)
            {
                yield return new Facet(facet, aspect == "stored_json" ? Vectors.Text(stored) : Outcome.Recorded(recorded), value);
            }
        }
    }
}
