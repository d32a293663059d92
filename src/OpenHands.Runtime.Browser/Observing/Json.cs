using System.Buffers;
using System.Text.Json;

namespace OpenHands.Browsing.Observing;

/// <summary>JSON for observations.</summary>
internal static class Json
{
    /// <summary>What was written, as a value of an event. Half characters, which pages may hold and events may not, are replaced.</summary>
    public static JsonPayload Payload(ArrayBufferWriter<byte> buffer)
    {
        using var document = JsonDocument.Parse(buffer.WrittenMemory, new JsonDocumentOptions { MaxDepth = 512 });
        return JsonPayload.From(document.RootElement);
    }

    /// <summary>Copies a value.</summary>
    public static JsonPayload Copy(JsonElement element)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, element);
        }

        return Payload(buffer);
    }

    /// <summary>Writes a value, its strings as characters rather than as they were escaped.</summary>
    public static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in element.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Text(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // Reading half a character as text throws.
    private static string Text(JsonElement element)
    {
        try
        {
            return element.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "\uFFFD";
        }
    }
}
