using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OpenHands.Protocol;

/// <summary>How one event type writes and reads its declared fields.</summary>
internal sealed class EventType
{
    // Later versions of OpenHands renamed fields; sessions they stored must stay readable.
    private static readonly (string Later, string Current)[] Renamed = [("confirmation_state", "is_confirmed"), ("image_urls", "images_urls")];

    private readonly Action<Utf8JsonWriter, AgentEvent> _write;
    private readonly Func<JsonElement, AgentEvent?> _read;

    private EventType(string name, Type clrType, Action<Utf8JsonWriter, AgentEvent> write, Func<JsonElement, AgentEvent?> read, IList<JsonPropertyInfo> fields)
    {
        Name = name;
        ClrType = clrType;
        _write = write;
        _read = read;
        Fields = fields.Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
        LaterNames = Renamed.Where(name => Fields.Contains(name.Current)).ToDictionary(name => name.Later, name => name.Current, StringComparer.Ordinal);
        WordFields = fields.Where(field => (Nullable.GetUnderlyingType(field.PropertyType) ?? field.PropertyType).IsEnum)
            .Select(field => field.Name).ToHashSet(StringComparer.Ordinal);
    }

    public string Name { get; }

    public Type ClrType { get; }

    /// <summary>Wire names of the declared fields.</summary>
    public IReadOnlySet<string> Fields { get; }

    /// <summary>From names that later versions of OpenHands gave declared fields to those used here.</summary>
    public IReadOnlyDictionary<string, string> LaterNames { get; }

    /// <summary>Wire names of the declared fields that hold one of a few fixed words.</summary>
    public IReadOnlySet<string> WordFields { get; }

    public static EventType For<T>(string name, JsonTypeInfo<T> typeInfo)
        where T : AgentEvent => new(
            name,
            typeof(T),
            (writer, agentEvent) => JsonSerializer.Serialize(writer, (T)agentEvent, typeInfo),
            element => element.Deserialize(typeInfo),
            typeInfo.Properties);

    /// <summary>Writes the declared fields as one object.</summary>
    public void WriteFields(Utf8JsonWriter writer, AgentEvent agentEvent) => _write(writer, agentEvent);

    /// <summary>Makes an event from an object with its declared fields.</summary>
    /// <exception cref="JsonException">A field is missing, unknown or of the wrong type.</exception>
    public AgentEvent ReadFields(JsonElement fields) =>
        _read(fields) ?? throw new JsonException("Expected an object, found null.");
}
