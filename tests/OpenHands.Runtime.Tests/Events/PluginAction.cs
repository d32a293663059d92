using System.Text.Json.Serialization;

namespace OpenHands.Tests.Events;

public sealed record PluginAction(string What) : AgentAction("paint", isRunnable: true)
{
    public string Colour { get; init; } = "red";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PluginAction))]
internal sealed partial class PluginJsonContext : JsonSerializerContext;
