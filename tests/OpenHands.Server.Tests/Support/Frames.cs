using System.Text.Json.Nodes;

namespace OpenHands.Server.Tests.Support;

/// <summary>What frames say.</summary>
internal static class Frames
{
    public static string? Action(this JsonObject frame) => (string?)frame["action"];

    public static string? Observation(this JsonObject frame) => (string?)frame["observation"];

    public static string? State(this JsonObject frame) => frame.Observation() == "agent_state_changed" ? (string?)frame["extras"]!["agent_state"] : null;

    public static string? Content(this JsonObject frame) => (string?)frame["content"];

    public static long Id(this JsonObject frame) => (long?)frame["id"] ?? -1;

    public static bool IsError(this JsonObject frame) => frame.Observation() == "error" && !frame.ContainsKey("id");
}
