using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using OpenHands.Protocol;

namespace OpenHands.Events;

/// <summary>What an event file looks like: a header line, then one event a line, in id order from 0.</summary>
/// <remarks>
/// The last line of every batch that was flushed as one ends with a space, which JSON allows. What follows such a line was begun after
/// the flush. So a damaged line that may never have been acknowledged can be told from one that was.
/// </remarks>
internal static class EventFileFormat
{
    public const int Version = 1;

    /// <summary>Line number of event 0, counted from 1.</summary>
    public const int FirstEventLine = 2;

    private const string FormatName = "openhands-events";

    public static ReadOnlySpan<byte> BatchEnd => " \n"u8;

    public static ReadOnlySpan<byte> LineEnd => "\n"u8;

    public static byte[] Header { get; } = Encoding.UTF8.GetBytes($$"""{"format":"{{FormatName}}","version":{{Version}}}""" + "\n");

    /// <summary>Whether a file without a whole first line is one whose header was being written.</summary>
    public static bool IsTornHeader(ReadOnlySpan<byte> start) => Header.AsSpan().StartsWith(start.TrimEnd((byte)0));

    /// <summary>Checks the first line.</summary>
    /// <exception cref="EventStoreException">This is not an event file, or one that a newer version wrote.</exception>
    public static void CheckHeader(ReadOnlyMemory<byte> line, string path)
    {
        if (!TryReadHeader(line, out var version))
        {
            throw new EventStoreException(
                $"{path} is not an event file: its first line is not the header. Restore the file from a copy, or move it away to begin anew.");
        }

        if (version > Version)
        {
            throw new EventStoreException(
                $"{path} is written in version {version} of the event file format, but this version of OpenHands.Runtime reads versions up to {Version}. Update OpenHands.Runtime.");
        }
    }

    public static bool EndsBatch(ReadOnlySpan<byte> line) => line.EndsWith("} "u8);

    /// <summary>Checks an event's line without making the event.</summary>
    /// <returns>What is wrong with it; <see langword="null"/> when nothing is.</returns>
    public static string? FindFault(ReadOnlySpan<byte> line, long expectedId)
    {
        try
        {
            var reader = new Utf8JsonReader(line, new JsonReaderOptions { MaxDepth = EventSerializer.MaxDepth });
            if (!Utf8.IsValid(line) || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "it is not a JSON object";
            }

            long? id = null;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("id"u8);
                reader.Read();
                if (isId && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var value))
                {
                    id = value;
                }

                reader.Skip();
            }

            // Anything but space after the object is an error of the reader's.
            reader.Read();
            return id == expectedId ? null : $"it should be event {expectedId}, but {(id is null ? "has no id" : $"is event {id}")}";
        }
        catch (JsonException exception)
        {
            return $"it is not JSON: {exception.Message}";
        }
    }

    private static bool TryReadHeader(ReadOnlyMemory<byte> line, out int version)
    {
        version = 0;
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("format"u8, out var format)
                && format.ValueKind == JsonValueKind.String
                && format.ValueEquals(FormatName)
                && document.RootElement.TryGetProperty("version"u8, out var number)
                && number.ValueKind == JsonValueKind.Number
                && number.TryGetInt32(out version)
                && version > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
