using OpenHands.Events;

namespace OpenHands;

/// <summary>The backends of an application, by name.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RuntimeFactories
{
    private readonly Dictionary<string, IRuntimeFactory> _factories = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Collects factories; of two with one name, the later one counts.</summary>
    public RuntimeFactories(IEnumerable<IRuntimeFactory> factories)
    {
        ArgumentNullException.ThrowIfNull(factories);
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
    /// <exception cref="ArgumentException">There is no such backend.</exception>
    public Runtime Create(string name, string sessionId, EventStream? events = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        return _factories.TryGetValue(name, out var factory)
            ? factory.Create(sessionId, events)
            : throw new ArgumentException(
                $"Runtime {name} not supported. There {(Names.Count == 0 ? "are none: add a backend, such as AddOpenHandsRuntime().AddLocal()" : $"is: {string.Join(", ", Names)}")}.", nameof(name));
    }
}
