using System.Text.Json.Nodes;

namespace OpenHands.Agents.Tests.CodeAct;

/// <summary>One recorded answer of an endpoint.</summary>
internal sealed record Reply
{
    /// <summary>What the model says, in small pieces.</summary>
    public string Text { get; init; } = "";

    /// <summary>The functions it calls: name and arguments as JSON.</summary>
    public IReadOnlyList<(string Name, string Arguments)> Calls { get; init; } = [];

    /// <summary>Why it stopped; empty for an endpoint that does not say.</summary>
    public string FinishReason { get; init; } = "";

    /// <summary>An HTTP status other than 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body that goes with it.</summary>
    public string Body { get; init; } = "";

    /// <summary>Seconds of a Retry-After header.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Whether the connection breaks after the text.</summary>
    public bool IsCut { get; init; }

    /// <summary>Whether nothing comes after the text, until the client goes.</summary>
    public bool Stalls { get; init; }

    /// <summary>Whether the text comes again and again, for ever.</summary>
    public bool IsEndless { get; init; }

    /// <summary>Tokens that the endpoint reports; none at all when null.</summary>
    public (int Input, int Output)? Usage { get; init; } = (1_000, 100);

    public static Reply Say(string text) => new() { Text = text, FinishReason = "stop" };

    public static Reply Call(string name, object? arguments = null, string text = "") => CallRaw(name, Json(arguments), text);

    public static Reply CallRaw(string name, string arguments, string text = "") => new() { Text = text, Calls = [(name, arguments)], FinishReason = "tool_calls" };

    public static Reply Refuse(int status, string message, string code = "", int? retryAfter = null) => new()
    {
        Status = status,
        Body = new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["code"] = code } }.ToJsonString(),
        RetryAfter = retryAfter,
    };

    private static string Json(object? arguments) => System.Text.Json.JsonSerializer.Serialize(arguments ?? new { });
}
