namespace OpenHands.Server;

/// <summary>Stands in where the application has no agent: the user's own commands run, and whoever talks is told what to set.</summary>
internal sealed class MissingAgent(string wanted) : IAgent
{
    public string Name => "none";

    public IReadOnlyList<string> Plugins => [];

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
        Task.FromResult<AgentAction>(new MessageAction(
            $"This server has no agent{(wanted.Length == 0 ? "" : $", so not '{wanted}' either")}. Your own commands run in the terminal. For an agent, set a model (LLM_MODEL, LLM_API_KEY and, where it has one, LLM_BASE_URL) in the server's environment, or register an agent in its AgentRegistry, and start it again.")
        {
            WaitForResponse = true,
        });
}
