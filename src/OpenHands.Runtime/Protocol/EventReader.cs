using System.Text.Json;

namespace OpenHands.Protocol;

/// <summary>Reads wire objects into events and says clearly what is wrong with those that are none.</summary>
internal static class EventReader
{
    public static AgentEvent Read(JsonElement json, EventTypeRegistry types, bool isStored = false) =>
        RefuseHalfCharacters(() => ReadEvent(json, types, isStored));

    public static AgentAction ReadAction(JsonElement json, EventTypeRegistry types) =>
        RefuseHalfCharacters(() => ReadAction(json, types, isStored: false));

    // Half a surrogate pair, written as \ud83d, is JSON but no text. Asking for the text throws, wherever it is asked.
    private static T RefuseHalfCharacters<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException exception)
        {
            throw new EventFormatException($"This is JSON, but not text: {exception.Message}", exception);
        }
    }

    private static AgentEvent ReadEvent(JsonElement json, EventTypeRegistry types, bool isStored)
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

    private static AgentAction ReadAction(JsonElement json, EventTypeRegistry types, bool isStored)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw new EventFormatException($"An action must be a JSON object; this is {Describe(json)}.");
        }

        if (!json.TryGetProperty("action", out var name))
        {
            throw new EventFormatException("An action must have the key 'action'; this object has none.");
        }

        if (name.ValueKind != JsonValueKind.String || !types.TryGetAction(name.GetString()!, isStored, out var type))
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
            return type.ReadFields(fields);
        }
        catch (JsonException exception)
        {
            throw new EventFormatException(
                $"The {what} has the wrong arguments: {Explain(exception)} Known in '{key}': {string.Join(", ", type.Fields)}.", exception);
        }
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
        return json.ValueKind == JsonValueKind.String && TimestampText.TryParse(json.GetString()!, out var value, out hasZone)
            ? value
            : throw new EventFormatException($"'timestamp' must be an ISO 8601 date and time; this is {Describe(json)}.");
    }

    private static EventSource ReadSource(JsonElement json) => (json.ValueKind == JsonValueKind.String ? json.GetString() : null) switch
    {
        "agent" => EventSource.Agent,
        "user" => EventSource.User,
        _ => throw new EventFormatException($"'source' must be 'agent' or 'user'; this is {Describe(json)}."),
    };

    private static bool Has(JsonElement json, string name, out JsonElement value) =>
        json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    private static long ReadId(JsonElement json, string name) => json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var id)
        ? id
        : throw new EventFormatException($"'{name}' must be a whole number; this is {Describe(json)}.");

    private static TimeSpan ReadTimeout(JsonElement json)
    {
        const decimal longest = long.MaxValue / 2 / TimeSpan.TicksPerSecond;
        return json.ValueKind == JsonValueKind.Number && json.TryGetDecimal(out var seconds) && seconds is >= 0 and <= longest
            ? TimeSpan.FromTicks((long)decimal.Round(seconds * TimeSpan.TicksPerSecond))
            : throw new EventFormatException($"'timeout' must be a number of seconds, 0 or more; this is {Describe(json)}.");
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
