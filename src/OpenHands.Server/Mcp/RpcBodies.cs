using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Server.Mcp;

/// <summary>A message of JSON-RPC 2.0: a request, a notification, or an answer to a request of the server.</summary>
/// <param name="JsonRpc">Always <c>2.0</c>.</param>
/// <param name="Id">Of a request, and of the answer to it: a number or a text.</param>
/// <param name="Method">Of a request or a notification, such as <c>tools/call</c>.</param>
/// <param name="Parameters">Of a request or a notification.</param>
/// <param name="Result">Of an answer.</param>
/// <param name="Error">Of an answer that is a refusal.</param>
internal sealed record RpcMessageBody(
    [property: JsonPropertyName("jsonrpc")] string JsonRpc,
    [property: JsonPropertyName("id")] JsonElement? Id = null,
    [property: JsonPropertyName("method")] string? Method = null,
    [property: JsonPropertyName("params")] JsonElement? Parameters = null,
    [property: JsonPropertyName("result")] JsonElement? Result = null,
    [property: JsonPropertyName("error")] RpcError? Error = null);

/// <summary>A refusal of JSON-RPC 2.0.</summary>
/// <param name="JsonRpc">Always <c>2.0</c>.</param>
/// <param name="Error">Why.</param>
/// <param name="Id">That of the request, when it could be read.</param>
internal sealed record RpcErrorBody(
    [property: JsonPropertyName("jsonrpc")] string JsonRpc, [property: JsonPropertyName("error")] RpcError Error, [property: JsonPropertyName("id")] JsonElement? Id = null);

/// <summary>Why a request of JSON-RPC was refused.</summary>
/// <param name="Code">A number for programs.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Data">What a program may need beside the number.</param>
internal sealed record RpcError(
    [property: JsonPropertyName("code")] int Code, [property: JsonPropertyName("message")] string Message, [property: JsonPropertyName("data")] JsonElement? Data = null);

/// <summary>The shapes of what <see cref="McpEndpoint"/> reads and refuses with, for the description of the interface.</summary>
[JsonSerializable(typeof(RpcMessageBody))]
[JsonSerializable(typeof(RpcErrorBody))]
internal sealed partial class RpcJsonContext : JsonSerializerContext;
