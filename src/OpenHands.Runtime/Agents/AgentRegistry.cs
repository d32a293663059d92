using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace OpenHands;

/// <summary>The agents that can be asked for by name: by configurations, by users, and by other agents that delegate.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class AgentRegistry
{
    private readonly ConcurrentDictionary<string, Func<IAgent>> _factories = new(StringComparer.Ordinal);

    /// <summary>The registered names, in alphabetical order.</summary>
    public IReadOnlyList<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds an agent.</summary>
    /// <param name="name">The name that others call it by. Case matters.</param>
    /// <param name="create">Makes one for each call; an agent that is disposable is disposed when it has answered.</param>
    /// <returns>The registry itself.</returns>
    /// <exception cref="ArgumentException">The name is empty or taken.</exception>
    public AgentRegistry Add(string name, Func<IAgent> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        return _factories.TryAdd(name, create)
            ? this
            : throw new ArgumentException($"An agent named '{name}' is registered already. Give each its own name.", nameof(name));
    }

    /// <summary>Makes an agent.</summary>
    /// <returns>Whether the name is registered.</returns>
    public bool TryCreate(string name, [NotNullWhen(true)] out IAgent? agent)
    {
        ArgumentNullException.ThrowIfNull(name);
        agent = _factories.TryGetValue(name, out var create) ? create() : null;
        return agent is not null;
    }
}
