namespace OpenHands;

/// <summary>Decides what to do next. All that an agent must implement.</summary>
/// <remarks>One controller calls one agent, one step at a time; an agent needs no locks.</remarks>
public interface IAgent
{
    /// <summary>The name that configurations, delegations and <c>GET /api/options/agents</c> use.</summary>
    string Name { get; }

    /// <summary>Names of the plugins that the agent needs in its runtime, in the order they are loaded.</summary>
    IReadOnlyList<string> Plugins { get; }

    /// <summary>Decides the next action from what happened so far.</summary>
    /// <param name="history">The session's events in order, without null events and state changes.</param>
    /// <param name="cancellationToken">Cancelled when the user pauses or stops the agent; answer within 100 ms.</param>
    /// <returns>The next action; an <see cref="AgentFinishAction"/> ends the task.</returns>
    Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default);
}
