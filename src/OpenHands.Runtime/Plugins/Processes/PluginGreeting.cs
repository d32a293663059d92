using System.Text.Json.Serialization;

namespace OpenHands.Plugins;

/// <summary>What wraps a <see cref="PluginHello"/> on its line.</summary>
internal sealed record PluginGreeting(PluginHello? Hello);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(PluginGreeting))]
internal sealed partial class PluginJsonContext : JsonSerializerContext;
