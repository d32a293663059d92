using System.Buffers;
using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands.Server.Clients;

/// <summary>Frames that are not events. Those of 0.9.3 first, then the extensions; see docs/protocol.md.</summary>
internal static class ServerFrames
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first frame of every connection: the token with which to come back.</summary>
    public static byte[] Token(string token) => Write(writer =>
    {
        writer.WriteString("token"u8, token);
        writer.WriteString("status"u8, "ok"u8);
    });

    /// <summary>Ends the session for the client. Clients look at <c>error</c> and <c>error_code</c>, people at <c>message</c>.</summary>
    public static byte[] Fatal(string error, int code) => Write(writer =>
    {
        writer.WriteString("error"u8, error);
        writer.WriteNumber("error_code"u8, code);
        if (code != 401)
        {
            writer.WriteString("message"u8, error);
        }
    });

    /// <summary>Something went wrong, and the session goes on: an error observation that is no event. A key <c>error</c> would end the session in clients of 0.11.</summary>
    public static byte[] Error(string message) => Event(new ErrorObservation(message) { Source = EventSource.Agent });

    /// <summary>The present state, for a client that comes to a session at work. No event.</summary>
    public static byte[] State(AgentState state) => Event(new AgentStateChangedObservation(state) { Source = EventSource.Agent });

    /// <summary>A few words for the user.</summary>
    public static byte[] Message(string message) => Write(writer => writer.WriteString("message"u8, message));

    /// <summary>Output of a running command.</summary>
    public static byte[] Output(long actionId, OutputChunk chunk) => Write(writer =>
    {
        writer.WriteString("extension"u8, "output"u8);
        writer.WriteNumber("cause"u8, actionId);
        writer.WriteNumber("offset"u8, chunk.Offset);
        writer.WriteString("text"u8, chunk.Text);
    });

    /// <summary>What the agent says while it thinks.</summary>
    public static byte[] Text(string text) => Write(writer =>
    {
        writer.WriteString("extension"u8, "tokens"u8);
        writer.WriteString("text"u8, text);
    });

    /// <summary>A phase of the runtime's start or stop.</summary>
    public static byte[] Status(RuntimeStatus status) => Write(writer =>
    {
        writer.WriteString("extension"u8, "status"u8);
        writer.WriteString("phase"u8, status.Phase);
        writer.WriteString("message"u8, status.Message);
        writer.WriteNumber("elapsed"u8, Math.Round(status.Elapsed.TotalSeconds, 3));
    });

    /// <summary>Why the agent's step takes long.</summary>
    public static byte[] Delay(string reason) => Write(writer =>
    {
        writer.WriteString("extension"u8, "status"u8);
        writer.WriteString("phase"u8, "waiting"u8);
        writer.WriteString("message"u8, reason);
    });

    /// <summary>The connection is there, and says so about that often.</summary>
    public static byte[] Alive(TimeSpan every) => Write(writer =>
    {
        writer.WriteString("extension"u8, "alive"u8);
        writer.WriteNumber("every"u8, every.TotalSeconds);
    });

    /// <summary>Writes what a screen shows.</summary>
    public static void WriteScreen(IBufferWriter<byte> buffer, ScreenFrame frame, string url)
    {
        using var writer = new Utf8JsonWriter(buffer, s_options);
        writer.WriteStartObject();
        writer.WriteString("extension"u8, "screen"u8);
        writer.WriteString("url"u8, url);
        writer.WriteNumber("width"u8, frame.Width);
        writer.WriteNumber("height"u8, frame.Height);
        writer.WriteBase64String("image"u8, frame.Jpeg.Span);
        writer.WriteEndObject();
    }

    private static byte[] Event(AgentEvent agentEvent)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        EventSerializer.Default.Write(agentEvent, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
