using System.Text.Json.Nodes;
using OpenHands.Protocol;

namespace OpenHands.Testing;

/// <summary>Says in which fields two events differ.</summary>
internal static class EventDifference
{
    public static string Describe(AgentAction recorded, AgentAction asked, EventSerializer serializer)
    {
        if (recorded.GetType() != asked.GetType())
        {
            return $"  {recorded.GetType().Name} is not {asked.GetType().Name}.";
        }

        var (one, other) = (Fields(recorded, serializer), Fields(asked, serializer));
        var names = one.Select(field => field.Key).Union(other.Select(field => field.Key), StringComparer.Ordinal);
        return string.Join('\n', names
            .Select(name => (Name: name, Recorded: Text(one[name]), Asked: Text(other[name])))
            .Where(field => field.Recorded != field.Asked)
            .Select(field => $"  {field.Name}:\n{TextDifference.Describe(field.Recorded, field.Asked)}"));
    }

    private static JsonObject Fields(AgentAction action, EventSerializer serializer) =>
        serializer.ToMemory(action, maxContentLength: -1)["args"] as JsonObject ?? [];

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonValue scalar when scalar.TryGetValue<string>(out var text) => text,
        _ => value.ToJsonString(),
    };
}
