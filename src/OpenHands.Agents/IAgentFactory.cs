namespace OpenHands.Agents;

/// <summary>Makes agents of one kind. A server picks the factory by its name.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
public interface IAgentFactory
{
    /// <summary>The name that configurations, delegations and <c>GET /api/options/agents</c> use.</summary>
    string Name { get; }

    /// <summary>The plugins that its agents need in their runtime, known before there is one.</summary>
    IReadOnlyList<string> Plugins { get; }

    /// <summary>Makes an agent. The caller owns it: one that is disposable is to be disposed.</summary>
    /// <exception cref="ArgumentException">It cannot be made so; the message says why.</exception>
    IAgent Create(AgentSetup setup);
}
