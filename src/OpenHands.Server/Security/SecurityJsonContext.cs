using System.Text.Json.Serialization;

namespace OpenHands.Server.Security;

/// <summary>What the endpoints of analyzers say and read.</summary>
[JsonSerializable(typeof(PolicyBody))]
[JsonSerializable(typeof(SettingsBody))]
[JsonSerializable(typeof(SavedSecurity))]
[JsonSerializable(typeof(IReadOnlyList<TraceBody>))]
internal sealed partial class SecurityJsonContext : JsonSerializerContext;

/// <summary>The policy of an analyzer.</summary>
/// <param name="Policy">Its text; empty when it has none.</param>
internal sealed record PolicyBody([property: JsonPropertyName("policy")] string? Policy);

/// <summary>What users may set.</summary>
/// <param name="RiskSeverity">What is less risky runs without asking: −1 and 0 for nothing, 1, 2, or 3 for all that could be judged.</param>
internal sealed record SettingsBody([property: JsonPropertyName("RISK_SEVERITY")] int? RiskSeverity);

/// <summary>What a user set, as it is stored with the session.</summary>
internal sealed record SavedSecurity
{
    /// <summary>As <see cref="SettingsBody.RiskSeverity"/>; <see langword="null"/> for what the server says.</summary>
    [JsonPropertyName("risk_severity")]
    public int? RiskSeverity { get; init; }

    /// <summary>Name of the analyzer that the policy is for.</summary>
    [JsonPropertyName("analyzer")]
    public string? Analyzer { get; init; }

    /// <summary>Its text; <see langword="null"/> for the analyzer's own.</summary>
    [JsonPropertyName("policy")]
    public string? Policy { get; init; }
}
