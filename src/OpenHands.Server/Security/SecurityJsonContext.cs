using System.Text.Json.Serialization;

namespace OpenHands.Server.Security;

/// <summary>What the endpoints of analyzers say and read.</summary>
[JsonSerializable(typeof(PolicyBody))]
[JsonSerializable(typeof(SettingsBody))]
internal sealed partial class SecurityJsonContext : JsonSerializerContext;

/// <summary>The policy of an analyzer.</summary>
internal sealed record PolicyBody([property: JsonPropertyName("policy")] string? Policy);

/// <summary>What users may set.</summary>
internal sealed record SettingsBody([property: JsonPropertyName("RISK_SEVERITY")] int? RiskSeverity);
