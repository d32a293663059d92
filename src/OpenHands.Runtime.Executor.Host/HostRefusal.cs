using System.Text.Json;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>A request that is not served, and the answer that says why.</summary>
internal sealed class HostRefusal : Exception
{
    public HostRefusal(int status, string code, string detail)
        : base(detail) => Answer = HostAnswer.Error(status, code, detail);

    private HostRefusal(HostAnswer answer)
        : base("A body is malformed.") => Answer = answer;

    public HostAnswer Answer { get; }

    /// <summary>A body of another shape than the route takes, told in the words of 0.9.3: where, what, which kind.</summary>
    public static HostRefusal Malformed(string[] location, string message, string kind)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartArray();
            writer.WriteStartObject();
            writer.WriteStartArray("loc");
            foreach (var part in location)
            {
                writer.WriteStringValue(part);
            }

            writer.WriteEndArray();
            writer.WriteString("msg", message);
            writer.WriteString("type", kind);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        using var document = JsonDocument.Parse(buffer.ToArray());
        return new HostRefusal(HostAnswer.Error(422, new ExecutorError(document.RootElement.Clone(), ExecutorErrorCode.InvalidBody)));
    }
}
