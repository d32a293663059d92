using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Free-form JSON inside an event, kept as it came (<c>1.0</c> stays <c>1.0</c>) and equal to another with the same value.</summary>
/// <remarks>Immutable and safe to share.</remarks>
[JsonConverter(typeof(Converter))]
public sealed class JsonPayload : IEquatable<JsonPayload>
{
    private JsonPayload(JsonElement element)
    {
        RefuseHalfCharacters(element);
        Element = element;
    }

    /// <summary><c>{}</c>.</summary>
    public static JsonPayload EmptyObject { get; } = Parse("{}");

    /// <summary><c>[]</c>.</summary>
    public static JsonPayload EmptyArray { get; } = Parse("[]");

    /// <summary>The JSON value.</summary>
    public JsonElement Element { get; }

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="JsonException">The text is not JSON, or holds half a character, such as <c>\ud83d</c> alone.</exception>
    public static JsonPayload Parse([StringSyntax(StringSyntaxAttribute.Json)] string json)
    {
        using var document = JsonDocument.Parse(json);
        return new JsonPayload(document.RootElement.Clone());
    }

    /// <summary>Keeps a copy of a JSON value.</summary>
    /// <exception cref="JsonException">The value holds half a character, such as <c>\ud83d</c> alone.</exception>
    public static JsonPayload From(JsonElement element) => new(element.Clone());

    /// <summary>Text of a member of the object: a string as it is, anything else as JSON.</summary>
    /// <returns>Whether this is an object with that member.</returns>
    public bool TryGetText(string name, [NotNullWhen(true)] out string? text)
    {
        text = Element.ValueKind == JsonValueKind.Object && Element.TryGetProperty(name, out var member) ? member.ToString() : null;
        return text is not null;
    }

    /// <inheritdoc />
    public bool Equals(JsonPayload? other) => other is not null && JsonElement.DeepEquals(Element, other.Element);

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as JsonPayload);

    /// <inheritdoc />
    // Cheap and consistent with Equals: 1 and 1.0 may be equal, so the text must not count.
    public override int GetHashCode() => Element.ValueKind switch
    {
        JsonValueKind.Object => HashCode.Combine(JsonValueKind.Object, Element.EnumerateObject().Count()),
        JsonValueKind.Array => HashCode.Combine(JsonValueKind.Array, Element.GetArrayLength()),
        JsonValueKind.String => HashCode.Combine(JsonValueKind.String, Element.GetString()),
        var kind => HashCode.Combine(kind),
    };

    /// <summary>The JSON text.</summary>
    public override string ToString() => Element.GetRawText();

    // Half a surrogate pair, escaped, is JSON but no text: it could be read and kept, but never written.
    private static void RefuseHalfCharacters(JsonElement element)
    {
        var json = JsonMarshal.GetRawUtf8Value(element);
        if (json.IndexOf("\\u"u8) < 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = int.MaxValue });
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && reader.ValueIsEscaped)
            {
                RefuseHalfCharacters(ref reader);
            }
        }
    }

    private static void RefuseHalfCharacters(ref Utf8JsonReader reader)
    {
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException exception)
        {
            throw new JsonException("A string holds half a character.", exception);
        }
    }

    internal sealed class Converter : JsonConverter<JsonPayload>
    {
        // A payload may be null: that is a JSON value too, and no missing one.
        public override bool HandleNull => true;

        public override JsonPayload Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader));

        public override void Write(Utf8JsonWriter writer, JsonPayload value, JsonSerializerOptions options) =>
            value.Element.WriteTo(writer);
    }
}
