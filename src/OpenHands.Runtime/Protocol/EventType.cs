using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenHands.Events;

namespace OpenHands.Protocol;

/// <summary>How one event type writes and reads its declared fields.</summary>
internal sealed class EventType
{
    // Later versions of OpenHands renamed fields; sessions they stored must stay readable.
    private static readonly (string Later, string Current)[] Renamed = [("confirmation_state", "is_confirmed"), ("image_urls", "images_urls")];

    private readonly Action<Utf8JsonWriter, AgentEvent> _write;
    private readonly Func<JsonElement, AgentEvent?> _read;
    private readonly Func<AgentEvent, object?>[] _texts;

    // Generated readers set every init-only property, those that are not in the JSON to null, false or 0. These have another default.
    private readonly IReadOnlyList<JsonProperty> _defaults;
    private readonly IReadOnlyList<(byte[] Utf8Name, bool HasDefault)> _inOrder;

    private EventType(
        string name,
        Type clrType,
        Action<Utf8JsonWriter, AgentEvent> write,
        Func<JsonElement, AgentEvent?> read,
        IReadOnlyList<JsonPropertyInfo> fields,
        JsonElement prototype,
        Func<AgentEvent, object?>[] texts)
    {
        _texts = texts;
        Name = name;
        ClrType = clrType;
        _write = write;
        _read = read;
        Fields = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        var optional = fields.Where(field => field.AssociatedParameter is { IsMemberInitializer: true }).Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        _defaults = [.. prototype.EnumerateObject().Where(field => optional.Contains(field.Name) && !IsGeneratedDefault(field.Value))];
        _inOrder = [.. fields.Select(field => (Encoding.UTF8.GetBytes(field.Name), _defaults.Any(other => other.Name == field.Name)))];
        LaterNames = Renamed.Where(name => Fields.Contains(name.Current)).ToDictionary(name => name.Later, name => name.Current, StringComparer.Ordinal);
        WordFields = fields.Where(field => (Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType).IsEnum)
            .Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
    }

    public string Name { get; }

    public Type ClrType { get; }

    /// <summary>Whether it takes any fields.</summary>
    public bool IsOpen { get; private init; }

    /// <summary>Wire names of the declared fields.</summary>
    public IReadOnlySet<string> Fields { get; }

    /// <summary>From names that later versions of OpenHands gave declared fields to those used here.</summary>
    public IReadOnlyDictionary<string, string> LaterNames { get; }

    /// <summary>Wire names of the declared fields that hold one of a few fixed words.</summary>
    public IReadOnlySet<string> WordFields { get; }

    /// <summary>Describes a type.</summary>
    /// <param name="name">Its wire word.</param>
    /// <param name="typeInfo">Its declared fields.</param>
    /// <param name="prototype">An event with the declared defaults.</param>
    public static EventType For<T>(string name, JsonTypeInfo<T> typeInfo, T prototype)
        where T : AgentEvent => new(
            name,
            typeof(T),
            (writer, agentEvent) => JsonSerializer.Serialize(writer, (T)agentEvent, typeInfo),
            element => element.Deserialize(typeInfo),
            [.. typeInfo.Properties.Where(field => field.Get is not null)],
            JsonSerializer.SerializeToElement(prototype, typeInfo),
            [.. typeInfo.Properties.Where(field => field.Get is not null && EventWeight.IsText(field.PropertyType)).Select(field => (Func<AgentEvent, object?>)field.Get!)]);

    /// <summary>Describes events that share one type and are told apart by their words; any field may be there.</summary>
    public static EventType Open<T>(string name, Func<T, JsonPayload> fieldsOf, Func<JsonPayload, T> make)
        where T : AgentEvent => new(
            name,
            typeof(T),
            (writer, agentEvent) => WriteObject(writer, fieldsOf((T)agentEvent)),
            element => make(JsonPayload.From(element)),
            [],
            JsonPayload.EmptyObject.Element,
            [agentEvent => fieldsOf((T)agentEvent)]) { IsOpen = true };

    /// <summary>The characters of the texts in the declared fields.</summary>
    public long Weigh(AgentEvent agentEvent)
    {
        var weight = 0L;
        foreach (var text in _texts)
        {
            weight += EventWeight.OfText(text(agentEvent));
        }

        return weight;
    }

    /// <summary>Writes the declared fields as one object.</summary>
    public void WriteFields(Utf8JsonWriter writer, AgentEvent agentEvent) => _write(writer, agentEvent);

    /// <summary>Makes an event from an object with its declared fields.</summary>
    /// <exception cref="JsonException">A field is missing, unknown or of the wrong type.</exception>
    public AgentEvent ReadFields(JsonElement fields) =>
        _read(IsOpen ? fields : Complete(fields)) ?? throw new JsonException("Expected an object, found null.");

    private static void WriteObject(Utf8JsonWriter writer, JsonPayload fields)
    {
        if (fields is not { Element.ValueKind: JsonValueKind.Object })
        {
            throw new JsonException($"Its fields must be a JSON object; this is {fields?.ToString() ?? "null"}.");
        }

        fields.Element.WriteTo(writer);
    }

    private static bool IsGeneratedDefault(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.False => true,
        JsonValueKind.Number => value.TryGetInt64(out var number) && number == 0,
        _ => false,
    };

    private static bool IsMissing(JsonElement fields, JsonProperty field) => !fields.TryGetProperty(field.Name, out _);

    // What we wrote ourselves: nothing missing that matters, nothing unknown. Found out without a string per field, as every stored
    // event is read this way.
    private bool IsAsWritten(JsonElement fields)
    {
        var next = 0;
        foreach (var field in fields.EnumerateObject())
        {
            while (next < _inOrder.Count && !field.NameEquals(_inOrder[next].Utf8Name))
            {
                if (_inOrder[next++].HasDefault)
                {
                    return false;
                }
            }

            if (next++ >= _inOrder.Count)
            {
                return false;
            }
        }

        for (; next < _inOrder.Count; next++)
        {
            if (_inOrder[next].HasDefault)
            {
                return false;
            }
        }

        return true;
    }

    // Fields under a later name get their current one, missing ones their default.
    private JsonElement Complete(JsonElement fields)
    {
        if (IsAsWritten(fields))
        {
            return fields;
        }

        var isComplete = true;
        foreach (var field in fields.EnumerateObject())
        {
            if (!Fields.Contains(field.Name))
            {
                isComplete = false;
                if (!LaterNames.ContainsKey(field.Name))
                {
                    throw new JsonException($"'{field.Name}' is not one of its fields.");
                }
            }
        }

        return isComplete && !_defaults.Any(field => IsMissing(fields, field)) ? fields : Copy(fields);
    }

    private JsonElement Copy(JsonElement fields)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, EventSerializer.WriterOptions))
        {
            writer.WriteStartObject();
            foreach (var field in fields.EnumerateObject())
            {
                writer.WritePropertyName(LaterNames.GetValueOrDefault(field.Name, field.Name));
                field.Value.WriteTo(writer);
            }

            foreach (var field in _defaults.Where(field => IsMissing(fields, field) && !IsGivenAs(field.Name)))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory, EventSerializer.DocumentOptions);
        return document.RootElement.Clone();

        bool IsGivenAs(string name) => LaterNames.Any(names => names.Value == name && fields.TryGetProperty(names.Key, out _));
    }
}
