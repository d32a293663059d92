using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Server.Security;

/// <summary>A session as analyzers of 0.9.3 see it: messages, tool calls and their answers.</summary>
internal static class TraceExport
{
    private const int FlushBytes = 64 * 1024;

    /// <summary>Writes the trace as one JSON list, while it is read.</summary>
    public static async Task WriteAsync(EventStream events, EventSerializer serializer, PipeWriter destination, CancellationToken cancellationToken)
    {
        await using var writer = new Utf8JsonWriter((IBufferWriter<byte>)destination);
        var calls = 0;
        writer.WriteStartArray();
        await foreach (var agentEvent in events.ReadAsync(cancellationToken: cancellationToken))
        {
            calls = Write(agentEvent, calls, serializer, writer);
            if (writer.BytesPending + destination.UnflushedBytes > FlushBytes)
            {
                await writer.FlushAsync(cancellationToken);
                await destination.FlushAsync(cancellationToken);
            }
        }

        writer.WriteEndArray();
        await writer.FlushAsync(cancellationToken);
        await destination.FlushAsync(cancellationToken);
    }

    /// <summary>Writes what one event is in a trace: nothing, one element or two.</summary>
    /// <param name="agentEvent">The event.</param>
    /// <param name="calls">How many calls there were before.</param>
    /// <param name="serializer">Knows the types of actions.</param>
    /// <param name="writer">Receives the elements.</param>
    /// <returns>How many calls there are now.</returns>
    public static int Write(AgentEvent agentEvent, int calls, EventSerializer serializer, Utf8JsonWriter writer)
    {
        switch (agentEvent)
        {
            case NullAction or NullObservation or ChangeAgentStateAction or AgentStateChangedObservation:
                return calls;
            case MessageAction message:
                WriteText(writer, message.Source == EventSource.User ? "user" : "assistant", message.Content);
                return calls;
            case AgentAction action:
                WriteCall(writer, action, serializer, calls + 1);
                return calls + 1;
            case Observation observation:
                writer.WriteStartObject();
                writer.WriteStartObject("metadata"u8);
                writer.WriteEndObject();
                writer.WriteString("role"u8, "tool"u8);
                writer.WriteString("content"u8, observation.Content);
                if (calls > 0)
                {
                    writer.WriteString("tool_call_id"u8, $"{calls}");
                }

                writer.WriteEndObject();
                return calls;
            default:
                return calls;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string role, string content)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteString("role"u8, role);
        writer.WriteString("content"u8, content);
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, AgentAction action, EventSerializer serializer, int number)
    {
        using var json = JsonDocument.Parse(serializer.ToJson(action));
        var arguments = json.RootElement.GetProperty("args"u8);
        if (arguments.TryGetProperty("thought"u8, out var thought))
        {
            WriteText(writer, "assistant", thought.GetString() ?? "");
        }

        writer.WriteStartObject();
        writer.WriteStartObject("metadata"u8);
        writer.WriteEndObject();
        writer.WriteString("id"u8, $"{number}");
        writer.WriteString("type"u8, "function"u8);
        writer.WriteStartObject("function"u8);
        writer.WriteString("name"u8, action.ActionType);
        writer.WriteStartObject("arguments"u8);
        foreach (var argument in arguments.EnumerateObject().Where(argument => !argument.NameEquals("thought"u8)))
        {
            argument.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
