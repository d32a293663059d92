using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>What was seen after an action. An action that fails is an observation too; only a failing machine throws.</summary>
public abstract record Observation : AgentEvent
{
    /// <summary>Names the observation as the wire does.</summary>
    /// <param name="observationType">The wire name, such as <c>run</c>.</param>
    protected Observation(string observationType) => ObservationType = observationType;

    /// <summary>The wire name, such as <c>run</c>.</summary>
    [JsonIgnore]
    public string ObservationType { get; }

    /// <summary>What was seen, as text. Never <see langword="null"/>; default empty.</summary>
    [JsonIgnore]
    public string Content { get; init; } = "";

    /// <inheritdoc />
    public virtual bool Equals(Observation? other) => base.Equals(other) && Content == other!.Content;

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Content);
}
