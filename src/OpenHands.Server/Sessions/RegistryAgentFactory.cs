namespace OpenHands.Server;

/// <summary>Makes agents that the application registered. Where there are none, one that says so.</summary>
internal sealed class RegistryAgentFactory(AgentRegistry registry) : ISessionAgentFactory
{
    public IReadOnlyList<string> Names => registry.Names;

    public SessionAgent Create(SessionSettings settings)
    {
        var name = settings.Agent ?? "";
        if (registry.TryCreate(name, out var agent))
        {
            return new SessionAgent(agent);
        }

        var names = registry.Names;
        return names.Count == 0
            ? new SessionAgent(new MissingAgent(name))
            : throw new ArgumentException($"There is no agent named '{name}'. Choose one of: {string.Join(", ", names)}.");
    }
}
