using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>A status and a body of JSON.</summary>
internal sealed record HostAnswer(int Status, ReadOnlyMemory<byte> Json)
{
    public static HostAnswer Done { get; } = Ok(StatusAnswer.Ok, ExecutorJsonContext.Default.StatusAnswer);

    public static HostAnswer Ok<T>(T value, JsonTypeInfo<T> type) => new(200, JsonSerializer.SerializeToUtf8Bytes(value, type));

    /// <summary>An answer that is no success.</summary>
    public static HostAnswer Error(int status, string code, string detail, bool? isTransient = null) =>
        Error(status, new ExecutorError(JsonSerializer.SerializeToElement(detail, ExecutorJsonContext.Default.String), code) { IsTransient = isTransient });

    /// <summary>An answer that is no success.</summary>
    public static HostAnswer Error(int status, ExecutorError error) => new(status, JsonSerializer.SerializeToUtf8Bytes(error, ExecutorJsonContext.Default.ExecutorError));

    /// <summary>Sends it whole.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.StatusCode = Status;
        context.Response.ContentType = ExecutorProtocol.Json;
        context.Response.ContentLength = Json.Length;
        await context.Response.BodyWriter.WriteAsync(Json, context.RequestAborted).ConfigureAwait(false);
    }
}
