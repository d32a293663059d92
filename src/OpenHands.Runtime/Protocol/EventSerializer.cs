using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;

namespace OpenHands.Protocol;

/// <summary>Turns events into the wire JSON of OpenHands 0.9.3 and back.</summary>
/// <remarks>
/// Immutable, safe for concurrent use. Key order and presence follow the 0.9.3 <c>event_to_dict</c>: <c>id</c>, <c>timestamp</c>,
/// <c>source</c>, <c>message</c>, <c>cause</c>, <c>action</c> or <c>observation</c>, then <c>args</c> (and <c>timeout</c>) or
/// <c>content</c> and <c>extras</c>. Text is UTF-8 without needless escapes. See docs/protocol.md for the deliberate differences.
/// </remarks>
public sealed class EventSerializer
{
    // What is written can be read back: both ends stop at the same depth.
    internal const int MaxDepth = 128;

    internal static readonly JsonWriterOptions WriterOptions = new()
    {
        MaxDepth = MaxDepth,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    internal static readonly JsonDocumentOptions DocumentOptions = new() { MaxDepth = MaxDepth };

    private readonly EventTypeRegistry _types;

    /// <summary>Reads and writes the events that a registry knows.</summary>
    public EventSerializer(EventTypeRegistry types)
    {
        ArgumentNullException.ThrowIfNull(types);
        _types = types;
    }

    /// <summary>Reads and writes the built-in events.</summary>
    public static EventSerializer Default { get; } = new(new EventTypeRegistry());

    /// <summary>The event types it knows.</summary>
    public EventTypeRegistry Types => _types;

    /// <summary>Writes one event as one line of JSON, without the line end.</summary>
    /// <exception cref="EventFormatException">The event's type is not registered, or it holds what cannot be written: null where there must be a value, or JSON nested too deep.</exception>
    public void Write(AgentEvent agentEvent, IBufferWriter<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(agentEvent);

        using var writer = new Utf8JsonWriter(destination, WriterOptions);
        Write(agentEvent, writer);
    }

    /// <summary>Writes one event as a JSON object.</summary>
    /// <exception cref="EventFormatException">The event's type is not registered, or it holds what cannot be written: null where there must be a value, or JSON nested too deep.</exception>
    public void Write(AgentEvent agentEvent, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(agentEvent);
        ArgumentNullException.ThrowIfNull(writer);

        var type = _types.Get(agentEvent);
        writer.WriteStartObject();
        WriteEnvelope(agentEvent, writer);
        switch (agentEvent)
        {
            case AgentAction action:
                writer.WriteString("action"u8, type.Name);
                writer.WritePropertyName("args"u8);
                WriteFields(type, action, writer);
                WriteTimeout(action, writer);
                break;
            case Observation observation:
                writer.WriteString("observation"u8, type.Name);
                writer.WriteString("content"u8, observation.Content);
                writer.WritePropertyName("extras"u8);
                WriteFields(type, observation, writer);
                break;
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>The event as JSON text.</summary>
    /// <exception cref="EventFormatException">The event's type is not registered.</exception>
    public string ToJson(AgentEvent agentEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(agentEvent, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Reads one event.</summary>
    /// <exception cref="EventFormatException">The text is not JSON or not an event.</exception>
    public AgentEvent Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Read(Encoding.UTF8.GetBytes(json));
    }

    /// <summary>Reads one event.</summary>
    /// <exception cref="EventFormatException">The text is not JSON or not an event.</exception>
    public AgentEvent Read(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = ParseDocument(utf8Json);
        return Read(document.RootElement);
    }

    /// <summary>Reads one event. An object with both <c>action</c> and <c>observation</c> is an action, as in 0.9.3.</summary>
    /// <exception cref="EventFormatException">The object is not an event.</exception>
    public AgentEvent Read(JsonElement json) => EventReader.Read(json, _types);

    /// <summary>Reads an action and ignores what a stream stamped on it.</summary>
    /// <exception cref="EventFormatException">The object is not an action.</exception>
    public AgentAction ReadAction(JsonElement json) => EventReader.ReadAction(json, _types);

    /// <summary>The event as a language model should see it: without bookkeeping, pictures and page trees, long content cut in the middle.</summary>
    /// <param name="agentEvent">The event.</param>
    /// <param name="maxContentLength">Most code points of an observation's content; −1 for no limit. Default 10,000.</param>
    /// <exception cref="EventFormatException">The event's type is not registered.</exception>
    public JsonObject ToMemory(AgentEvent agentEvent, int maxContentLength = 10_000)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(agentEvent, buffer);
        return EventMemory.Reduce(JsonNode.Parse(buffer.WrittenSpan)!.AsObject(), maxContentLength);
    }

    // Reads also what 0.9.3 wrote but could not read: it is in our own stores.
    internal AgentEvent ReadStored(ReadOnlyMemory<byte> utf8Json)
    {
        using var document = ParseDocument(utf8Json);
        return EventReader.Read(document.RootElement, _types, isStored: true);
    }

    private static JsonDocument ParseDocument(ReadOnlyMemory<byte> utf8Json)
    {
        if (!Utf8.IsValid(utf8Json.Span))
        {
            throw new EventFormatException("This is not JSON: it is not UTF-8.");
        }

        try
        {
            return JsonDocument.Parse(utf8Json, DocumentOptions);
        }
        catch (JsonException exception)
        {
            throw new EventFormatException($"This is not JSON: {exception.Message}", exception);
        }
    }

    private static void WriteEnvelope(AgentEvent agentEvent, Utf8JsonWriter writer)
    {
        if (agentEvent.Id != AgentEvent.Unassigned)
        {
            writer.WriteNumber("id"u8, agentEvent.Id);
        }

        if (agentEvent.Timestamp is { } timestamp)
        {
            Span<char> text = stackalloc char[TimestampText.MaxLength];
            var length = TimestampText.Format(timestamp, agentEvent.TimestampHasZone, text);
            writer.WriteString("timestamp"u8, text[..length]);
        }

        if (agentEvent.Source is { } source)
        {
            writer.WriteString("source"u8, source == EventSource.Agent ? "agent"u8 : "user"u8);
        }

        writer.WriteString("message"u8, agentEvent.Message);
        if (agentEvent.Cause is { } cause)
        {
            writer.WriteNumber("cause"u8, cause);
        }
    }

    internal static void WriteFields(EventType type, AgentEvent agentEvent, Utf8JsonWriter writer)
    {
        try
        {
            type.WriteFields(writer, agentEvent);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new EventFormatException($"{agentEvent.GetType().Name} cannot be written: {exception.Message}", exception);
        }
    }

    private static void WriteTimeout(AgentAction action, Utf8JsonWriter writer)
    {
        if (action.Timeout is not { } timeout)
        {
            return;
        }

        // 0.9.3 knows whole seconds only; a fraction is ours.
        if (timeout.Ticks % TimeSpan.TicksPerSecond == 0)
        {
            writer.WriteNumber("timeout"u8, timeout.Ticks / TimeSpan.TicksPerSecond);
        }
        else
        {
            // Decimal, not binary: 4.443 seconds must not come back a tick shorter.
            writer.WriteNumber("timeout"u8, (decimal)timeout.Ticks / TimeSpan.TicksPerSecond);
        }
    }
}
