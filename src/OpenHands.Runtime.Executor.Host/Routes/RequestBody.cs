using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>Bodies of requests: of the right type, no longer than a limit, and not waited for without end.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body of JSON to its end.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">The limits.</param>
    /// <exception cref="HostRefusal">It says that it is something else, or is too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadJsonAsync(HttpContext context, ExecutorHostOptions options)
    {
        var request = context.Request;
        if (request.ContentLength is not 0 && !IsJson(request.ContentType))
        {
            // A web page may send any other type without asking first.
            throw new HostRefusal(415, ExecutorErrorCode.UnsupportedMediaType, "The body must be JSON and say so: Content-Type: application/json.");
        }

        ThrowIfLonger(request.ContentLength, options.MaxJsonBytes);
        var body = new IdleLimitedStream(context, options.TransferIdleTimeout, options.MaxJsonBytes);
        await using (body.ConfigureAwait(false))
        {
            var buffer = new byte[request.ContentLength is { } length ? (int)length + 1 : 4096];
            var filled = 0;
            while (await body.ReadAsync(buffer.AsMemory(filled), context.RequestAborted).ConfigureAwait(false) is var read and > 0)
            {
                filled += read;
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }
            }

            return buffer.AsMemory(0, filled);
        }
    }

    /// <summary>Reads a body of JSON as one object.</summary>
    /// <exception cref="HostRefusal">It is something else.</exception>
    public static T Parse<T>(ReadOnlyMemory<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json.Span, type) ?? throw HostRefusal.Malformed(["body"], "must not be null", "type_error.none.not_allowed");
        }
        catch (JsonException exception)
        {
            throw HostRefusal.Malformed(["body", exception.Path ?? ""], exception.Message, "value_error.jsondecode");
        }
    }

    /// <summary>Refuses a length that is known to be too much before any of it is read.</summary>
    public static void ThrowIfLonger(long? length, long limit)
    {
        if (length > limit)
        {
            throw TooLarge(limit);
        }
    }

    public static HostRefusal TooLarge(long limit) => new(413, ExecutorErrorCode.TooLarge, $"The body is longer than {limit} bytes, the most that is taken.");

    public static bool IsOfType(string? contentType, string type) =>
        MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase);

    private static bool IsJson(string? contentType) => IsOfType(contentType, ExecutorProtocol.Json);
}
