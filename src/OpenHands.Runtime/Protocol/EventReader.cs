using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenHands.Protocol;

/// <summary>Reads wire objects into events and says clearly what is wrong with those that are none.</summary>
internal static class EventReader
{
    // Later versions of OpenHands renamed fields; sessions they stored must stay readable.
    private static readonly Dictionary<string, string> LaterNames = new(StringComparer.Ordinal)
    {
        ["confirmation_state"] = "is_confirmed",
        ["image_urls"] = "images_urls",
    };

    public static AgentEvent Read(JsonElement json, EventTypeRegistry types)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"An event must be a JSON object; this is {Describe(json)}.");
        }

        if (json.TryGetProperty("action", out _))
        {
            return ReadEnvelope(json, ReadAction(json, types));
        }

        return json.TryGetProperty("observation", out var name)
            ? ReadEnvelope(json, ReadObservation(json, name, types))
            : throw new EventFormatException("An event must have the key 'action' or 'observation'; this object has neither.");
    }

    public static AgentAction ReadAction(JsonElement json, EventTypeRegistry types)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"An action must be a JSON object; this is {Describe(json)}.");
        }

        if (!json.TryGetProperty("action", out var name))
        {
            throw new EventFormatException("An action must have the key 'action'; this object has none.");
        }

        if (name.ValueKind != JsonValueKind.String || !types.TryGetAction(name.GetString()!, out var type))
        {
            throw new EventFormatException(
                $"The action {Describe(name)} is not defined. Available actions: {string.Join(", ", types.Actions)}.");
        }

        var action = (AgentAction)ReadFields(json, "args", $"action '{type.Name}'", type);
        return json.TryGetProperty("timeout", out var timeout) && timeout.ValueKind != JsonValueKind.Null
            ? action with { Timeout = ReadTimeout(timeout) }
            : action;
    }

    private static Observation ReadObservation(JsonElement json, JsonElement name, EventTypeRegistry types)
    {
        if (name.ValueKind != JsonValueKind.String || !types.TryGetObservation(name.GetString()!, out var type))
        {
            throw new EventFormatException(
                $"The observation {Describe(name)} is not defined. Available observations: {string.Join(", ", types.Observations)}.");
        }

        var observation = (Observation)ReadFields(json, "extras", $"observation '{type.Name}'", type);
        if (!json.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return observation;
        }

        return content.ValueKind == JsonValueKind.String
            ? observation with { Content = content.GetString()! }
            : throw new EventFormatException($"'content' of the observation '{type.Name}' must be a string; this is {Describe(content)}.");
    }

    private static AgentEvent ReadFields(JsonElement json, string key, string what, EventType type)
    {
        var fields = json.TryGetProperty(key, out var given) ? given : JsonPayload.EmptyObject.Element;
        if (fields.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"'{key}' of the {what} must be an object; this is {Describe(fields)}.");
        }

        try
        {
            return type.ReadFields(UseCurrentNames(fields, type));
        }
        catch (JsonException exception)
        {
            throw new EventFormatException(
                $"The {what} has the wrong arguments: {Explain(exception)} Known in '{key}': {string.Join(", ", type.Fields)}.", exception);
        }
    }

    private static JsonElement UseCurrentNames(JsonElement fields, EventType type)
    {
        foreach (var (later, current) in LaterNames)
        {
            if (type.Fields.Contains(current) && fields.TryGetProperty(later, out _))
            {
                var renamed = new JsonObject(fields.EnumerateObject().Select(field =>
                    KeyValuePair.Create(field.Name == later ? current : field.Name, NodeOf(field.Value))));
                return JsonPayload.Parse(renamed.ToJsonString()).Element;
            }
        }

        return fields;
    }

    private static JsonNode? NodeOf(JsonElement element) => JsonNode.Parse(element.GetRawText());

    private static AgentEvent ReadEnvelope(JsonElement json, AgentEvent agentEvent)
    {
        if (Has(json, "id", out var id))
        {
            agentEvent = agentEvent with { Id = ReadId(id, "id") };
        }

        if (Has(json, "timestamp", out var timestamp))
        {
            if (timestamp.ValueKind != JsonValueKind.String || !TimestampText.TryParse(timestamp.GetString()!, out var value, out var hasZone))
            {
                throw new EventFormatException($"'timestamp' must be an ISO 8601 date and time; this is {Describe(timestamp)}.");
            }

            agentEvent = agentEvent with { Timestamp = value, TimestampHasZone = hasZone };
        }

        if (Has(json, "source", out var source))
        {
            agentEvent = agentEvent with
            {
                Source = source.ValueKind == JsonValueKind.String ? source.GetString() switch
                {
                    "agent" => EventSource.Agent,
                    "user" => EventSource.User,
                    _ => throw UnknownSource(source),
                }
                : throw UnknownSource(source),
            };
        }

        if (Has(json, "cause", out var cause))
        {
            agentEvent = agentEvent with { Cause = ReadId(cause, "cause") };
        }

        return agentEvent;
    }

    private static bool Has(JsonElement json, string name, out JsonElement value) =>
        json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static long ReadId(JsonElement json, string name) => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var id)
        ? id
        : throw new EventFormatException($"'{name}' must be a whole number; this is {Describe(json)}.");

    private static TimeSpan ReadTimeout(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Number || !json.TryGetDouble(out var seconds) || !(seconds >= 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2))
        {
            throw new EventFormatException($"'timeout' must be a number of seconds, 0 or more; this is {Describe(json)}.");
        }

        return TimeSpan.FromSeconds(seconds);
    }

    private static EventFormatException UnknownSource(JsonElement source) =>
        new($"'source' must be 'agent' or 'user'; this is {Describe(source)}.");

    // What the JSON library says, less its trailing "Path: … | LineNumber: …".
    private static string Explain(JsonException exception)
    {
        var end = exception.Message.IndexOf(" Path:", StringComparison.Ordinal);
        var reason = end < 0 ? exception.Message : exception.Message[..end];
        return exception.Path is { Length: > 2 } path ? $"at '{path[2..]}': {reason}" : reason;
    }

    private static string Describe(JsonElement json)
    {
        const int longest = 80;
        var text = json.ValueKind == JsonValueKind.String ? $"'{json.GetString()}'" : json.GetRawText();
        return text.Length <= longest ? text : $"{text[..longest]}…";
    }
}
