using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Something an agent, a user or a host program asks for.</summary>
public abstract record AgentAction : AgentEvent
{
    /// <summary>Names the action as the wire does.</summary>
    /// <param name="actionType">The wire name, such as <c>run</c>.</param>
    /// <param name="isRunnable">Whether a runtime executes it; otherwise it only speaks to the controller or the user.</param>
    protected AgentAction(string actionType, bool isRunnable)
    {
        ActionType = actionType;
        IsRunnable = isRunnable;
    }

    /// <summary>The wire name, such as <c>run</c>.</summary>
    [JsonIgnore]
    public string ActionType { get; }

    /// <summary>Whether a runtime executes it.</summary>
    [JsonIgnore]
    public bool IsRunnable { get; }

    /// <summary>
    /// How long the action may take before it is stopped; <see langword="null"/> for <see cref="RuntimeOptions.ActionTimeout"/>.
    /// Whole seconds on the 0.9.3 wire; fractions are kept.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? Timeout { get; init; }

    /// <inheritdoc />
    public virtual bool Equals(AgentAction? other) => base.Equals(other);

    /// <inheritdoc />
    public override int GetHashCode() => base.GetHashCode();
}
