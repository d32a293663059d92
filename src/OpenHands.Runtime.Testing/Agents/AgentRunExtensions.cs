using OpenHands.Events;

namespace OpenHands.Testing;

/// <summary>Drives an agent on a runtime, step by step, without a controller or a server.</summary>
public static class AgentRunExtensions
{
    /// <summary>Gives an agent a task and lets it act until it finishes, refuses, or waits for the user.</summary>
    /// <param name="runtime">Where its actions are executed; any started runtime.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="task">What the user says first.</param>
    /// <param name="maxSteps">Most steps; 1 or more. Default 100.</param>
    /// <param name="cancellationToken">Stops the agent and its action.</param>
    /// <returns>The history: every event of the session, without null events and state changes.</returns>
    /// <exception cref="RuntimeAssertionException">The agent has not come to an end within <paramref name="maxSteps"/>.</exception>
    public static async Task<IReadOnlyList<AgentEvent>> RunAgentAsync(
        this Runtime runtime, IAgent agent, string task, int maxSteps = 100, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(runtime);
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxSteps, 1);

        await runtime.Events.PublishAsync(new MessageAction(task), EventSource.User, cancellationToken).ConfigureAwait(false);
        for (var step = 0; step < maxSteps; step++)
        {
            var history = await HistoryAsync(runtime.Events, cancellationToken).ConfigureAwait(false);
            var action = await agent.StepAsync(history, cancellationToken).ConfigureAwait(false);
            if (action.IsRunnable)
            {
                await runtime.ExecuteAsync(action, cancellationToken).ConfigureAwait(false);
                continue;
            }

            await runtime.Events.PublishAsync(action, EventSource.Agent, cancellationToken).ConfigureAwait(false);
            if (action is AgentFinishAction or AgentRejectAction or MessageAction { WaitForResponse: true })
            {
                return await HistoryAsync(runtime.Events, cancellationToken).ConfigureAwait(false);
            }
        }

        var last = await HistoryAsync(runtime.Events, cancellationToken).ConfigureAwait(false);
        throw new RuntimeAssertionException(
            $"""
            Expected the agent '{agent.Name}' to finish within {maxSteps} steps; it has not. Its last events:
            {string.Join('\n', last.TakeLast(10).Select(happened => $"  {happened.Id}: {Summary.Of(happened)}"))}
            """);
    }

    private static async Task<IReadOnlyList<AgentEvent>> HistoryAsync(EventStream events, CancellationToken cancellationToken) =>
        await events.ReadAsync(cancellationToken: cancellationToken)
            .Where(happened => happened is not (NullAction or NullObservation or ChangeAgentStateAction or AgentStateChangedObservation))
            .ToListAsync(cancellationToken).ConfigureAwait(false);
}
