using System.Buffers;
using System.Text.Json;

namespace OpenHands.Execution.IPython;

/// <summary>A message to the kernel.</summary>
/// <param name="Type">Such as <c>execute_request</c>.</param>
/// <param name="Content">JSON.</param>
internal sealed record JupyterRequest(string Type, byte[] Content)
{
    /// <summary>Comes back as the parent of everything that the kernel says about it.</summary>
    public string Id { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Asks for nothing but an answer.</summary>
    public static JupyterRequest KernelInfo() => new("kernel_info_request", "{}"u8.ToArray());

    /// <summary>Runs code.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="silent">Whether nothing is to be told about it but its end.</param>
    /// <remarks>
    /// Without history, as 0.9.3 did: prompts stay at 1 and results are not kept in <c>Out</c>, so the kernel's memory does not grow with them.
    /// A cell that fails must not abort the one after it, and there is nobody to answer <c>input()</c>, which then fails at once.
    /// </remarks>
    public static JupyterRequest Execute(string code, bool silent) => new("execute_request", Write(writer =>
    {
        writer.WriteString("code", code);
        writer.WriteBoolean("silent", silent);
        writer.WriteBoolean("store_history", false);
        writer.WriteStartObject("user_expressions");
        writer.WriteEndObject();
        writer.WriteBoolean("allow_stdin", false);
        writer.WriteBoolean("stop_on_error", false);
    }));

    /// <summary>The header that the protocol puts before the content.</summary>
    public byte[] Header(string session, DateTimeOffset date) => Write(writer =>
    {
        writer.WriteString("msg_id", Id);
        writer.WriteString("session", session);
        writer.WriteString("username", "openhands");
        writer.WriteString("date", date);
        writer.WriteString("msg_type", Type);
        writer.WriteString("version", "5.3");
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
