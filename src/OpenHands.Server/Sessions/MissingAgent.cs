namespace OpenHands.Server;

/// <summary>Stands in where the application has no agent: the user's own commands run, and whoever talks is told what to set.</summary>
internal sealed class MissingAgent(string wanted) : IAgent
{
    public string Name => "none";

    public IReadOnlyList<string> Plugins => [];

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
        Task.FromResult<AgentAction>(new MessageAction(
            $"{(wanted.Length == 0 ? "An agent" : $"The agent '{wanted}'")} has no model to ask here. Your own commands run in the terminal. For the agent, name a model in your settings, or set LLM_MODEL, LLM_API_KEY and, where it has one, LLM_BASE_URL in the server's environment and start it again.")
        {
            WaitForResponse = true,
        });
}
