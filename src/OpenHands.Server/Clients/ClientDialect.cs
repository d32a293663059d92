using System.Buffers;
using System.Text.Json;

namespace OpenHands.Server.Clients;

/// <summary>What clients after 0.9.3 send beyond it, and no server ever kept.</summary>
internal static class ClientDialect
{
    /// <summary>A message without the client's own time, which those from 0.9.4 on put into <c>args</c>.</summary>
    public static JsonDocument WithoutTimestamp(JsonElement message)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var property in message.EnumerateObject())
            {
                if (property.NameEquals("args"u8) && property.Value.ValueKind == JsonValueKind.Object)
                {
                    writer.WriteStartObject(property.Name);
                    foreach (var argument in property.Value.EnumerateObject().Where(argument => !argument.NameEquals("timestamp"u8)))
                    {
                        argument.WriteTo(writer);
                    }

                    writer.WriteEndObject();
                }
                else
                {
                    property.WriteTo(writer);
                }
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.WrittenMemory);
    }
}
