using OpenHands.Events;

namespace OpenHands;

/// <summary>The backends of an application, by name.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RuntimeFactories
{
    private readonly Dictionary<string, IRuntimeFactory> _factories = new(StringComparer.OrdinalIgnoreCase);
    private readonly PluginRegistry _plugins;

    /// <summary>Collects factories; of two with one name, the later one counts.</summary>
    /// <param name="factories">The backends.</param>
    /// <param name="plugins">The plugins that can be required; <see langword="null"/> for the built-in ones.</param>
    public RuntimeFactories(IEnumerable<IRuntimeFactory> factories, PluginRegistry? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(factories);
        _plugins = plugins ?? new PluginRegistry();
        foreach (var factory in factories)
        {
            _factories[factory.Name] = factory;
        }
    }

    /// <summary>The names that <see cref="Create"/> takes, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _factories.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Makes a runtime that is not started yet. The caller owns it.</summary>
    /// <param name="name">Name of the backend, in any case.</param>
    /// <param name="sessionId">Name of the session; see <see cref="RuntimeOptions.SessionId"/>.</param>
    /// <param name="events">The stream that records it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="plugins">Names of the plugins it must have, such as <see cref="IAgent.Plugins"/>, loaded in this order after those of its options.</param>
    /// <exception cref="ArgumentException">There is no such backend, or no such plugin; the message lists what there is.</exception>
    public Runtime Create(string name, string sessionId, EventStream? events = null, IEnumerable<string>? plugins = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        var required = _plugins.Resolve(plugins ?? []);
        var runtime = Find(name).Create(sessionId, events);
        runtime.AddPlugins(required);
        return runtime;
    }

    private IRuntimeFactory Find(string name) =>
        _factories.TryGetValue(name, out var factory)
            ? factory
            : throw new ArgumentException(
                $"Runtime {name} not supported. There {(Names.Count == 0 ? "are none: add a backend, such as AddOpenHandsRuntime().AddLocal()" : $"is: {string.Join(", ", Names)}")}.", nameof(name));
}
