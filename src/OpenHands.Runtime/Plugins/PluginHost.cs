using OpenHands.Protocol;

namespace OpenHands;

/// <summary>The plugins of one runtime: initialised in order, disposed in reverse, each action handled by the one that claims it.</summary>
internal sealed class PluginHost : IAsyncDisposable
{
    private readonly IReadOnlyList<IRuntimePlugin> _plugins;
    private readonly EventTypeRegistry _types;
    private readonly Dictionary<string, IRuntimePlugin> _byAction = new(StringComparer.Ordinal);
    private readonly Stack<IRuntimePlugin> _initialized = [];

    public PluginHost(IEnumerable<Func<IRuntimePlugin>> plugins, EventTypeRegistry types)
    {
        _plugins = [.. plugins.Select(make => make())];
        _types = types;
        if (_plugins.CountBy(plugin => plugin.Name, StringComparer.Ordinal).FirstOrDefault(count => count.Value > 1) is { Key: { } twice })
        {
            throw new ArgumentException($"Two plugins are named '{twice}'. Use one of them.", nameof(plugins));
        }

        foreach (var plugin in _plugins)
        {
            foreach (var action in plugin.Actions)
            {
                if (!_byAction.TryAdd(action, plugin))
                {
                    throw new ArgumentException($"The plugins '{_byAction[action].Name}' and '{plugin.Name}' both claim the action '{action}'. Use one of them.", nameof(plugins));
                }
            }
        }
    }

    public string Documentation => string.Join("\n\n", _plugins.Select(plugin => plugin.Documentation).Where(text => text.Length > 0));

    public bool Handles(string actionType) => _byAction.ContainsKey(actionType);

    public void RegisterEventTypes()
    {
        foreach (var plugin in _plugins)
        {
            plugin.RegisterEventTypes(_types);
        }
    }

    public async Task InitializeAsync(PluginContext context, Action<string> onPlugin, CancellationToken cancellationToken)
    {
        foreach (var plugin in _plugins)
        {
            onPlugin(plugin.Name);
            _initialized.Push(plugin);
            try
            {
                await plugin.InitializeAsync(context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new RuntimeStartException($"The plugin '{plugin.Name}' failed to initialize: {exception.Message}", exception);
            }
        }
    }

    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken)
    {
        var plugin = _byAction[action.ActionType];
        try
        {
            return await plugin.ExecuteAsync(action, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not RuntimeException and not OperationCanceledException)
        {
            return new ErrorObservation($"The plugin '{plugin.Name}' failed on the action '{action.ActionType}': {exception.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_initialized.TryPop(out var plugin))
        {
            await plugin.DisposeAsync().ConfigureAwait(false);
        }
    }
}
