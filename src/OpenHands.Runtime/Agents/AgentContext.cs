namespace OpenHands;

/// <summary>What an agent may know and tell in one step.</summary>
/// <remarks>Made by the controller for each step. The reports may be called from any thread until the step has returned.</remarks>
public sealed class AgentContext
{
    /// <summary>What happened so far, as <see cref="IAgent"/> says.</summary>
    public required IReadOnlyList<AgentEvent> History { get; init; }

    /// <summary>What the agent was called with, an object: the <see cref="AgentDelegateAction.Inputs"/> of its caller, else <see cref="AgentControllerOptions.Inputs"/>.</summary>
    public JsonPayload Inputs { get; init; } = JsonPayload.EmptyObject;

    /// <summary>How many agents are waiting for this one's answer. 0 for the agent that the user talks to.</summary>
    public int DelegateLevel { get; init; }

    /// <summary>Which step of the session this is, over all its agents, counted from 1.</summary>
    public int Iteration { get; init; } = 1;

    /// <summary>Steps that may follow this one before the iteration limit holds the agent.</summary>
    public int RemainingIterations { get; init; } = int.MaxValue;

    /// <summary>What may still be spent, in US dollars; <see langword="null"/> without a limit. Negative when too much is spent already.</summary>
    public double? RemainingBudget { get; init; }

    /// <summary>The agent's task tree as text for a prompt; empty when it has no tasks.</summary>
    public string Tasks { get; init; } = "";

    /// <summary>Gets what <see cref="ReportCost"/> is told.</summary>
    public Action<double>? OnCost { get; init; }

    /// <summary>Gets what <see cref="ReportText"/> is told.</summary>
    public Action<string>? OnText { get; init; }

    /// <summary>Gets what <see cref="ReportDelay"/> is told.</summary>
    public Action<string>? OnDelay { get; init; }

    /// <summary>Adds what a call of a model cost. It counts for the budget at once, also when the step fails afterwards.</summary>
    /// <param name="dollars">US dollars; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative, infinite, or no number.</exception>
    public void ReportCost(double dollars)
    {
        AgentLimits.ThrowIfNoCost(dollars);
        OnCost?.Invoke(dollars);
    }

    /// <summary>Tells a piece of the model's answer while it comes, for people who watch. It is not recorded.</summary>
    public void ReportText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        OnText?.Invoke(text);
    }

    /// <summary>Tells why the step takes longer than usual, for people who watch: a sentence. It is not recorded, and holds until the next one, text or the end of the step.</summary>
    public void ReportDelay(string reason)
    {
        ArgumentException.ThrowIfNullOrEmpty(reason);
        OnDelay?.Invoke(reason);
    }
}
