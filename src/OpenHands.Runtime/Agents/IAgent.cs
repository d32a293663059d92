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
    /// <param name="history">
    /// The session's events in order, without null events and state changes. For an agent that another one called: those since the call,
    /// the call first. What a called agent did is left out of its caller's history, all but the answer. Of a very long session the oldest
    /// events after the first words of the user are left out; see <see cref="AgentControllerOptions.HistoryLimit"/>.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the user pauses or stops the agent; answer within 100 ms.</param>
    /// <returns>The next action; an <see cref="AgentFinishAction"/> ends the task.</returns>
    Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default);

    /// <summary>Decides the next action. What the controller calls; override it to know or tell more than the history holds.</summary>
    /// <param name="context">The history, what is left of the limits, and where to report costs and streamed text.</param>
    /// <param name="cancellationToken">Cancelled when the user pauses or stops the agent; answer within 100 ms.</param>
    /// <returns>The next action; an <see cref="AgentFinishAction"/> ends the task.</returns>
    /// <exception cref="AgentResponseException">The model's answer is of no use. The agent reads why in its history and is asked again.</exception>
    Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        return StepAsync(context.History, cancellationToken);
    }
}
