namespace OpenHands.Agents;

/// <summary>What an agent is made for: one session.</summary>
/// <param name="Runtime">What it works with. Ready when the agent's first step comes.</param>
public sealed record AgentSetup(Runtime Runtime)
{
    /// <summary>The configured model to ask; <see langword="null"/> for the one that the agent's own options name.</summary>
    public string? Model { get; init; }

    /// <summary>What this session wants other than the configuration. Never stored or logged. A delegate that has a model of its own keeps that.</summary>
    public ModelOverrides? Overrides { get; init; }

    /// <summary>Whether another agent calls it, not the user.</summary>
    public bool IsDelegate { get; init; }

    /// <summary>Whether somebody reads and answers what the agent says; <see langword="null"/> for what the agent's own options say.</summary>
    public bool? IsInteractive { get; init; }
}
