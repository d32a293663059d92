using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace OpenHands.Server.Mcp;

/// <summary>Refusals as clients of the protocol read them: an HTTP status, and an error of JSON-RPC that says why.</summary>
internal static class McpErrors
{
    /// <summary>For which the protocol has no code of its own.</summary>
    public const int Refused = -32000;

    /// <summary>What other servers of the protocol answer when there is no such session: clients then begin a new one.</summary>
    public const int NoSession = -32001;

    public const int NotJson = -32700;

    private static readonly JsonTypeInfo<JsonRpcError> s_error = (JsonTypeInfo<JsonRpcError>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcError));

    private static readonly JsonTypeInfo<UnsupportedProtocolVersionErrorData> s_versions =
        (JsonTypeInfo<UnsupportedProtocolVersionErrorData>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(UnsupportedProtocolVersionErrorData));

    /// <summary>Refuses a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The code of JSON-RPC.</param>
    /// <param name="message">A sentence for people.</param>
    /// <param name="about">What was asked, when it could be read.</param>
    public static Task WriteAsync(HttpContext context, int status, int code, string message, JsonRpcMessage? about = null) =>
        WriteAsync(context, status, new JsonRpcErrorDetail { Code = code, Message = message }, about);

    /// <summary>Refuses a version of the protocol in the way that lets a client choose another.</summary>
    public static Task WriteVersionAsync(HttpContext context, string requested, IReadOnlyList<string> supported, JsonRpcMessage? about)
    {
        var data = new UnsupportedProtocolVersionErrorData { Requested = requested, Supported = [.. supported] };
        var detail = new JsonRpcErrorDetail
        {
            Code = (int)McpErrorCode.UnsupportedProtocolVersion,
            Message = $"This server keeps a computer for each client, which the version {requested} of the protocol has no sessions for. Use one of: {string.Join(", ", supported)}.",
            Data = JsonSerializer.SerializeToElement(data, s_versions),
        };
        return WriteAsync(context, StatusCodes.Status400BadRequest, detail, about);
    }

    private static Task WriteAsync(HttpContext context, int status, JsonRpcErrorDetail detail, JsonRpcMessage? about)
    {
        context.Response.StatusCode = status;
        var error = new JsonRpcError { Id = about is JsonRpcRequest request ? request.Id : default, Error = detail };
        return context.Response.WriteAsJsonAsync(error, s_error, contentType: null, context.RequestAborted);
    }
}
