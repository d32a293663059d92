using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Support;

/// <summary>Compares JSON with a schema, more strictly than the standard: a property that an object with properties does not name is wrong.</summary>
internal sealed class SchemaCheck(ApiDescription document)
{
    public IEnumerable<string> Problems(JsonNode schema, JsonNode? value, string place)
    {
        if ((string?)schema["$ref"] is { } reference)
        {
            return Problems(document.Resolve(reference)!, value, place);
        }

        if ((schema["anyOf"] ?? schema["oneOf"]) is JsonArray choices)
        {
            return choices.Any(choice => !Problems(choice!, value, place).Any()) ? [] : [$"{place}: {value?.ToJsonString()} is none of {choices.ToJsonString()}"];
        }

        var kind = value?.GetValueKind() ?? JsonValueKind.Null;
        if (!Types(schema).Any(type => Is(type, kind)))
        {
            return [$"{place}: {kind} is not {schema["type"]!.ToJsonString()}"];
        }

        return value switch
        {
            JsonArray list when schema["items"] is { } items => list.SelectMany((item, index) => Problems(items, item, $"{place}[{index}]")),
            JsonObject members => MemberProblems(schema, members, place),
            JsonValue when schema["enum"] is JsonArray words && !words.Any(word => JsonNode.DeepEquals(word, value)) => [$"{place}: {value} is none of {words.ToJsonString()}"],
            _ => [],
        };
    }

    private IEnumerable<string> MemberProblems(JsonNode schema, JsonObject members, string place)
    {
        foreach (var name in schema["required"]?.AsArray().Select(name => (string)name!).Where(name => !members.ContainsKey(name)) ?? [])
        {
            yield return $"{place}: '{name}' is missing";
        }

        foreach (var (name, member) in members)
        {
            var inner = schema["properties"]?[name] ?? schema["additionalProperties"];
            if (inner is null && schema["properties"] is not null)
            {
                yield return $"{place}: '{name}' is not described";
            }

            foreach (var problem in inner is null ? [] : Problems(inner, member, $"{place}.{name}"))
            {
                yield return problem;
            }
        }
    }

    private static IEnumerable<string> Types(JsonNode schema) => schema["type"] switch
    {
        null => ["any"],
        JsonArray types => types.Select(type => (string)type!),
        var type => [(string)type!],
    };

    private static bool Is(string type, JsonValueKind kind) => type switch
    {
        "any" => true,
        "null" => kind == JsonValueKind.Null,
        "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
        "integer" or "number" => kind == JsonValueKind.Number,
        "string" => kind == JsonValueKind.String,
        "array" => kind == JsonValueKind.Array,
        "object" => kind == JsonValueKind.Object,
        _ => false,
    };
}
