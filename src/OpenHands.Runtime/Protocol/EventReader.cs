using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>Reads wire objects into events and says clearly what is wrong with those that are none.</summary>
internal static class EventReader
{
    public static AgentEvent Read(JsonElement json, EventTypeRegistry types, bool isStored = false)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"An event must be a JSON object; this is {Describe(json)}.");
        }

        if (json.TryGetProperty("action", out _))
        {
            return ReadEnvelope(json, ReadAction(json, types, isStored));
        }

        return json.TryGetProperty("observation", out var name)
            ? ReadEnvelope(json, ReadObservation(json, name, types))
            : throw new EventFormatException("An event must have the key 'action' or 'observation'; this object has neither.");
    }

    public static AgentAction ReadAction(JsonElement json, EventTypeRegistry types, bool isStored = false)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"An action must be a JSON object; this is {Describe(json)}.");
        }

        if (!json.TryGetProperty("action", out var name))
        {
            throw new EventFormatException("An action must have the key 'action'; this object has none.");
        }

        if (name.ValueKind != JsonValueKind.String || !types.TryGetAction(TextOf(name, "action"), isStored, out var type))
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
        if (name.ValueKind != JsonValueKind.String || !types.TryGetObservation(TextOf(name, "observation"), out var type))
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
            ? observation with { Content = TextOf(content, "content") }
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
        if (!type.LaterNames.Keys.Any(later => fields.TryGetProperty(later, out _)))
        {
            return fields;
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, EventSerializer.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var field in fields.EnumerateObject())
            {
                writer.WritePropertyName(type.LaterNames.GetValueOrDefault(field.Name, field.Name));
                field.Value.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var renamed = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        return renamed.RootElement.Clone();
    }

    private static AgentEvent ReadEnvelope(JsonElement json, AgentEvent agentEvent)
    {
        var hasZone = false;
        return agentEvent with
        {
            Id = Has(json, "id", out var id) ? ReadId(id, "id") : AgentEvent.Unassigned,
            Timestamp = Has(json, "timestamp", out var timestamp) ? ReadTimestamp(timestamp, out hasZone) : null,
            TimestampHasZone = hasZone,
            Source = Has(json, "source", out var source) ? ReadSource(source) : null,
            Cause = Has(json, "cause", out var cause) ? ReadId(cause, "cause") : null,
        };
    }

    private static DateTimeOffset ReadTimestamp(JsonElement json, out bool hasZone)
    {
        hasZone = false;
        return json.ValueKind == JsonValueKind.String && TimestampText.TryParse(TextOf(json, "timestamp"), out var value, out hasZone)
            ? value
            : throw new EventFormatException($"'timestamp' must be an ISO 8601 date and time; this is {Describe(json)}.");
    }

    private static EventSource ReadSource(JsonElement json) => (json.ValueKind == JsonValueKind.String ? TextOf(json, "source") : null) switch
    {
        "agent" => EventSource.Agent,
        "user" => EventSource.User,
        _ => throw new EventFormatException($"'source' must be 'agent' or 'user'; this is {Describe(json)}."),
    };

    // Half a surrogate pair, written as \ud83d, is JSON but no text.
    private static string TextOf(JsonElement json, string name)
    {
        try
        {
            return json.GetString()!;
        }
        catch (InvalidOperationException exception)
        {
            throw new EventFormatException($"'{name}' is not text: {exception.Message}", exception);
        }
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
