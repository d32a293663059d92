namespace OpenHands.Agents;

/// <summary>The agents of an application, by name.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class AgentFactories
{
    private readonly Dictionary<string, IAgentFactory> _factories = new(StringComparer.Ordinal);

    /// <summary>Collects factories; of two with one name, the later one counts.</summary>
    public AgentFactories(IEnumerable<IAgentFactory> factories)
    {
        ArgumentNullException.ThrowIfNull(factories);
        foreach (var factory in factories)
        {
            _factories[factory.Name] = factory;
        }
    }

    /// <summary>The names that <see cref="Create"/> takes, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The plugins that the runtime of an agent must have.</summary>
    /// <exception cref="ArgumentException">There is no such agent; the message lists what there is.</exception>
    public IReadOnlyList<string> PluginsOf(string name) => Find(name).Plugins;

    /// <summary>Makes an agent. The caller owns it: one that is disposable is to be disposed.</summary>
    /// <exception cref="ArgumentException">There is no such agent, or it cannot be made so; the message says why.</exception>
    public IAgent Create(string name, AgentSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        return Find(name).Create(setup);
    }

    /// <summary>All of them for one session, as <see cref="AgentControllerOptions.Agents"/> takes them, so that they can delegate to one another.</summary>
    public AgentRegistry CreateRegistry(AgentSetup setup)
    {
        ArgumentNullException.ThrowIfNull(setup);
        var registry = new AgentRegistry();
        var called = setup with { IsDelegate = true };
        foreach (var (name, factory) in _factories)
        {
            registry.Add(name, () => factory.Create(called));
        }

        return registry;
    }

    private IAgentFactory Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _factories.TryGetValue(name, out var factory)
            ? factory
            : throw new ArgumentException(
                $"There is no agent '{name}'. There {(_factories.Count == 0 ? "are none: add one, such as services.AddCodeActAgent()" : $"is: {string.Join(", ", Names)}")}.", nameof(name));
    }
}
