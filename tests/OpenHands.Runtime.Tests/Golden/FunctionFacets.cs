using System.Text.Json;
using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Tests.Golden;

/// <summary>Pure functions: cutting content, dropping fields, reading JSON.</summary>
internal static class FunctionFacets
{
    public static IEnumerable<Facet> TruncateContent()
    {
        foreach (var (name, row) in Vectors.Rows("misc/truncate_content"))
        {
            var content = (string?)row["content"]
                ?? string.Concat(Enumerable.Repeat((string)row["content_repeat"]![0]!, (int)row["content_repeat"]![1]!));
            var ours = ContentTruncation.Truncate(content, (int)row["max_chars"]!);
            if ((string?)row["result"] is { } result)
            {
                yield return new Facet($"{name}/result", result, ours);
            }

            var runes = ours.EnumerateRunes().ToList();
            yield return Facet.Of($"{name}/result_length_codepoints", row["result_length_codepoints"]!, runes.Count);
            yield return new Facet($"{name}/result_prefix", (string)row["result_prefix"]!, string.Concat(runes.Take(20)));
            yield return new Facet($"{name}/result_suffix", (string)row["result_suffix"]!, string.Concat(runes.TakeLast(20)));
        }
    }

    public static IEnumerable<Facet> RemoveFields() =>
        from row in Vectors.Rows("misc/remove_fields")
        let wire = new JsonObject { ["extras"] = row.Row["input"]!.DeepClone() }
        select new Facet($"{row.Name}/output", Vectors.Text(row.Row["output"]), Vectors.Text(EventMemory.Reduce(wire, -1)["extras"]));

    public static IEnumerable<Facet> JsonLoads()
    {
        foreach (var (name, row) in Vectors.Rows("misc/json_loads_without_repair"))
        {
            var ours = Parse((string)row["input"]!);
            yield return new Facet($"{name}/output", row["output"] is { } output ? Vectors.Text(output) : Outcome.Refused, ours ?? Outcome.Refused);
            if (row["error"] is { } error)
            {
                yield return new Facet($"{name}/error", $"{error}: {row["message"]}", nameof(JsonException));
            }
        }
    }

    private static string? Parse(string json)
    {
        try
        {
            return Vectors.Text(JsonPayload.Parse(json).ToString());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
