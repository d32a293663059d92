namespace OpenHands.Agents.Registration;

/// <summary>An agent that an application added to its services.</summary>
internal sealed class NamedAgentFactory(string name, IReadOnlyList<string> plugins, Func<AgentSetup, IAgent> create) : IAgentFactory
{
    public string Name => name;

    public IReadOnlyList<string> Plugins => plugins;

    public IAgent Create(AgentSetup setup) => create(setup);
}
