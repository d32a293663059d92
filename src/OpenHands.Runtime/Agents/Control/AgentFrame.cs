namespace OpenHands;

/// <summary>An agent at work, with what is its own: the one that the user talks to, or one that was called.</summary>
internal sealed class AgentFrame(IAgent agent, AgentHistory history, JsonPayload inputs)
{
    public IAgent Agent => agent;

    public AgentHistory History => history;

    public JsonPayload Inputs => inputs;

    /// <summary>Name that it was called by.</summary>
    public string Name { get; init; } = agent.Name;

    /// <summary>The call that it answers; <see langword="null"/> for the agent that the user talks to.</summary>
    public AgentDelegateAction? Call { get; init; }

    /// <summary>Id of the next event that belongs into its history.</summary>
    public long NextId { get; set; }

    public TaskTree Tasks { get; set; } = new();

    public int Iteration { get; set; }
}
