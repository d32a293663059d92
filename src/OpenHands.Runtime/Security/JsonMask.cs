using System.Buffers;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>Masks secrets in the strings of a JSON object, and in the names of its inner members.</summary>
internal static class JsonMask
{
    // The object's own members are an event's declared fields: their names are not data.
    private const int DeclaredFields = 1;

    /// <summary>Copies the object.</summary>
    /// <param name="json">The object.</param>
    /// <param name="destination">Where the copy goes.</param>
    /// <param name="pattern">What to mask.</param>
    /// <param name="type">Whose declared fields the object holds.</param>
    /// <returns>Whether anything was masked.</returns>
    public static bool Rewrite(ReadOnlySpan<byte> json, IBufferWriter<byte> destination, SecretPattern pattern, EventType type)
    {
        var isChanged = false;
        var isWord = false;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = EventSerializer.MaxDepth });
        using var writer = new Utf8JsonWriter(destination, EventSerializer.WriterOptions);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    break;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.PropertyName:
                    var name = reader.GetString()!;
                    isWord = reader.CurrentDepth == DeclaredFields && type.WordFields.Contains(name);
                    writer.WritePropertyName(reader.CurrentDepth == DeclaredFields && !type.IsOpen ? name : Mask(name));
                    break;
                case JsonTokenType.String:
                    var text = reader.GetString()!;
                    writer.WriteStringValue(isWord ? text : Mask(text));
                    isWord = false;
                    break;
                default:
                    // Numbers stay as they are written: 1.0 stays 1.0.
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }
        }

        return isChanged;

        string Mask(string text)
        {
            if (!pattern.IsIn(text))
            {
                return text;
            }

            isChanged = true;
            return pattern.Replace(text);
        }
    }
}
