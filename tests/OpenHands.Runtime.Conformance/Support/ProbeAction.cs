using System.Text.Json.Serialization;

namespace OpenHands.Conformance;

/// <summary>An action that only a plugin of the suites can handle.</summary>
/// <param name="Text">What it says.</param>
public sealed record ProbeAction(string Text) : AgentAction("conformance_probe", isRunnable: true);

/// <summary>How the suites' own action is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProbeAction))]
internal sealed partial class ProbeJsonContext : JsonSerializerContext;
