using System.Text.Json;
using System.Text.Json.Serialization;

namespace OpenHands.Server.Security;

/// <summary>One element of a trace, as <see cref="TraceExport"/> writes it: a message, a call of a tool, or the answer to one.</summary>
/// <param name="Metadata">Always empty.</param>
/// <param name="Role">Of a message <c>user</c> or <c>assistant</c>, of an answer <c>tool</c>.</param>
/// <param name="Content">Of a message or an answer: its text.</param>
/// <param name="ToolCallId">Of an answer: which call it belongs to.</param>
/// <param name="Id">Of a call: its number, from 1 on.</param>
/// <param name="Type">Of a call: <c>function</c>.</param>
/// <param name="Function">Of a call: <c>name</c> and <c>arguments</c> of the action.</param>
internal sealed record TraceBody(
    [property: JsonPropertyName("metadata")] JsonElement Metadata,
    [property: JsonPropertyName("role")] string? Role = null,
    [property: JsonPropertyName("content")] string? Content = null,
    [property: JsonPropertyName("tool_call_id")] string? ToolCallId = null,
    [property: JsonPropertyName("id")] string? Id = null,
    [property: JsonPropertyName("type")] string? Type = null,
    [property: JsonPropertyName("function")] JsonElement? Function = null);
