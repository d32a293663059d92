using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>The plugins of one runtime: initialised in order, disposed in reverse, each action handled by the one that claims it.</summary>
/// <remarks>A plugin is others' code: it may throw, hang or answer nonsense, and must harm nothing but itself.</remarks>
internal sealed partial class PluginHost : IAsyncDisposable
{
    // What a plugin may take to answer with what it has, once it is told to stop; and for its disposal.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_disposal = TimeSpan.FromSeconds(10);

    private readonly EventTypeRegistry _types;
    private readonly TimeProvider _time;
    private readonly ILoggerFactory _loggerFactory;
    private readonly SecretMasker _secrets;
    private readonly ILogger _logger;
    private readonly List<IRuntimePlugin> _plugins = [];
    private readonly Dictionary<string, IRuntimePlugin> _byAction = new(StringComparer.Ordinal);
    private Extension? _extended;

    public PluginHost(EventTypeRegistry types, TimeProvider time, ILoggerFactory loggerFactory, SecretMasker secrets)
    {
        _types = types;
        _time = time;
        _loggerFactory = loggerFactory;
        _secrets = secrets;
        _logger = secrets.Mask(loggerFactory.CreateLogger<PluginHost>());
    }

    public string Documentation => string.Join("\n\n", _plugins.Select(plugin => plugin.Documentation).Where(text => text.Length > 0));

    /// <summary>Whether the kernel of the runtime may be running.</summary>
    public KernelUse Kernel { get; } = new();

    public TPlugin? Find<TPlugin>()
        where TPlugin : class => _plugins.OfType<TPlugin>().FirstOrDefault();

    /// <summary>What a sandbox can do with these plugins.</summary>
    public RuntimeCapabilities Extend(RuntimeCapabilities sandbox)
    {
        if (_byAction.Count == 0)
        {
            return sandbox;
        }

        var known = _extended;
        if (!ReferenceEquals(known?.Sandbox, sandbox))
        {
            var extended = sandbox with
            {
                Actions = [.. sandbox.Actions.Union(_byAction.Keys.Order(StringComparer.Ordinal), StringComparer.Ordinal)],
                Missing = sandbox.Missing.Where(missing => !_byAction.ContainsKey(missing.Key)).ToDictionary(StringComparer.Ordinal),
            };
            _extended = known = new Extension(sandbox, extended);
        }

        return known!.Extended;
    }

    public bool Handles(string actionType) => _byAction.ContainsKey(actionType);

    /// <summary>Makes plugins and adds them after those that are there.</summary>
    /// <exception cref="ArgumentException">A name or an action is claimed twice, or a name cannot be one.</exception>
    public void Add(IEnumerable<Func<IRuntimePlugin>> plugins)
    {
        foreach (var make in plugins)
        {
            Add(make() ?? throw new ArgumentException("A plugin factory returned null.", nameof(plugins)));
        }
    }

    public async Task InitializeAsync(
        IActionExecutor executor, string workspacePath, RuntimeOptions options, Action<string> onPlugin, CancellationToken cancellationToken)
    {
        foreach (var plugin in _plugins)
        {
            onPlugin(plugin.Name);
            var context = new PluginContext(plugin.Name, executor, workspacePath, options.ActionTimeout, Kernel)
            {
                Logger = _secrets.Mask(_loggerFactory.CreateLogger(plugin.GetType())),
                Time = _time,
            };
            await InitializeAsync(plugin, context, options.PluginStartTimeout, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken)
    {
        var plugin = _byAction[action.ActionType];
        var timeout = action.Timeout ?? Timeout.InfiniteTimeSpan;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var execution = Task.Run(() => plugin.ExecuteAsync(action, stop.Token), CancellationToken.None);
            await WaitAsync(execution, timeout, stop, cancellationToken).ConfigureAwait(false);
            var observation = Check(await execution.ConfigureAwait(false), plugin, action);
            return observation is ErrorObservation && cancellationToken.IsCancellationRequested
                ? throw new OperationCanceledException(observation.Content, cancellationToken)
                : observation;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && stop.IsCancellationRequested)
        {
            return new ErrorObservation($"The plugin '{plugin.Name}' did not answer the action '{action.ActionType}' within {timeout} and was told to stop. Give the action a longer timeout if it needs one.");
        }
        catch (Exception exception) when (exception is not RuntimeException)
        {
            return new ErrorObservation($"The plugin '{plugin.Name}' failed on the action '{action.ActionType}': {exception.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        for (var i = _plugins.Count - 1; i >= 0; i--)
        {
            var plugin = _plugins[i];
            try
            {
                await Task.Run(() => plugin.DisposeAsync().AsTask()).WaitAsync(s_disposal, _time).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The runtime and the other plugins must stop all the same.
                LogNotDisposed(exception, plugin.Name);
            }
        }

        _plugins.Clear();
    }

    private void Add(IRuntimePlugin plugin)
    {
        if (plugin.Name is null || !NamePattern().IsMatch(plugin.Name))
        {
            throw new ArgumentException($"'{plugin.Name}' cannot name a plugin: letters, digits, '_' and '-', at most 64.", nameof(plugin));
        }

        if (_plugins.Exists(other => other.Name == plugin.Name))
        {
            throw new ArgumentException($"Two plugins are named '{plugin.Name}'. Use one of them.", nameof(plugin));
        }

        RegisterEventTypes(plugin);
        foreach (var action in plugin.Actions)
        {
            if (!_byAction.TryAdd(action, plugin))
            {
                throw new ArgumentException($"The plugins '{_byAction[action].Name}' and '{plugin.Name}' both claim the action '{action}'. Use one of them.", nameof(plugin));
            }
        }

        _plugins.Add(plugin);
    }

    private void RegisterEventTypes(IRuntimePlugin plugin)
    {
        try
        {
            plugin.RegisterEventTypes(_types);
        }
        catch (Exception exception)
        {
            throw new ArgumentException($"The plugin '{plugin.Name}' could not register its event types: {exception.Message}", nameof(plugin), exception);
        }

        if (plugin.Actions.FirstOrDefault(word => !_types.KnowsAction(word)) is { } unknown)
        {
            throw new ArgumentException(
                $"The plugin '{plugin.Name}' claims the action '{unknown}' but registers no type for it. Add one with {nameof(EventTypeRegistry)}.{nameof(EventTypeRegistry.AddAction)} in its {nameof(IRuntimePlugin.RegisterEventTypes)}.", nameof(plugin));
        }
    }

    private async Task InitializeAsync(IRuntimePlugin plugin, PluginContext context, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var initialization = Task.Run(() => plugin.InitializeAsync(context, stop.Token), CancellationToken.None);
            await WaitAsync(initialization, timeout, stop, cancellationToken).ConfigureAwait(false);
            await initialization.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException && stop.IsCancellationRequested)
        {
            throw new RuntimeStartException(
                $"The plugin '{plugin.Name}' was not initialized within {timeout}. Raise {nameof(RuntimeOptions)}.{nameof(RuntimeOptions.PluginStartTimeout)} if it needs longer.", exception);
        }
        catch (Exception exception)
        {
            throw new RuntimeStartException($"The plugin '{plugin.Name}' failed to initialize: {exception.Message}", exception);
        }
    }

    // Until the work ends. It is told to stop when its time is over or the caller cancels, and given up when it then does not.
    private async Task WaitAsync(Task work, TimeSpan timeout, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        var wait = work.WaitAsync(timeout, _time, cancellationToken);
        await wait.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (work.IsCompleted)
        {
            return;
        }

        await stop.CancelAsync().ConfigureAwait(false);
        await work.WaitAsync(s_grace, _time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!work.IsCompleted)
        {
            // Nobody will look at how it ends.
            _ = work.ContinueWith(static ended => _ = ended.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            await wait.ConfigureAwait(false);
        }
    }

    private Observation Check(Observation? observation, IRuntimePlugin plugin, AgentAction action) => observation switch
    {
        null => new ErrorObservation($"The plugin '{plugin.Name}' answered the action '{action.ActionType}' with nothing."),
        _ when !_types.Knows(observation) => new ErrorObservation(
            $"The plugin '{plugin.Name}' answered the action '{action.ActionType}' with a {observation.GetType().Name}, which is not registered. Add it with {nameof(EventTypeRegistry)}.{nameof(EventTypeRegistry.AddObservation)} in its {nameof(IRuntimePlugin.RegisterEventTypes)}."),
        _ => observation,
    };

    [GeneratedRegex(@"^[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NamePattern();

    [LoggerMessage(LogLevel.Warning, "The plugin {Plugin} could not be disposed.")]
    private partial void LogNotDisposed(Exception exception, string plugin);

    private sealed record Extension(RuntimeCapabilities Sandbox, RuntimeCapabilities Extended);
}
