namespace OpenHands;

/// <summary>The plugins of an application, by the names with which agents require them.</summary>
/// <remarks>
/// Knows the built-in ones from the start. An agent names what it needs (<see cref="IAgent.Plugins"/>); <see cref="Resolve"/> turns the
/// names into <see cref="RuntimeOptions.Plugins"/>. Safe for concurrent use once filled.
/// </remarks>
public sealed class PluginRegistry
{
    private readonly Dictionary<string, Func<IRuntimePlugin>> _plugins = new(StringComparer.Ordinal)
    {
        [JupyterPlugin.PluginName] = static () => new JupyterPlugin(),
    };

    /// <summary>The names that <see cref="Resolve"/> takes, sorted.</summary>
    public IReadOnlyList<string> Names => [.. _plugins.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Adds a plugin.</summary>
    /// <param name="name">Its <see cref="IRuntimePlugin.Name"/>. Case counts.</param>
    /// <param name="make">Makes a new plugin for each runtime.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public PluginRegistry Add(string name, Func<IRuntimePlugin> make)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(make);
        return _plugins.TryAdd(name, make)
            ? this
            : throw new ArgumentException($"A plugin '{name}' is registered already. Choose another name.", nameof(name));
    }

    /// <summary>How to make the plugins of these names, in the order of the names. A name that comes again counts once.</summary>
    /// <exception cref="ArgumentException">There is no plugin of a name; the message lists those that there are.</exception>
    public IReadOnlyList<Func<IRuntimePlugin>> Resolve(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return [.. names.Distinct(StringComparer.Ordinal).Select(Find)];
    }

    private Func<IRuntimePlugin> Find(string name)
    {
        if (name is null || !_plugins.TryGetValue(name, out var make))
        {
            throw new ArgumentException($"Plugin {name} not found. There is: {string.Join(", ", Names)}.", nameof(name));
        }

        return () => make() switch
        {
            null => throw new InvalidOperationException($"The factory of the plugin '{name}' returned null."),
            { Name: var own } when own != name => throw new InvalidOperationException($"The plugin that is registered as '{name}' calls itself '{own}'. Register it as that."),
            var plugin => plugin,
        };
    }
}
