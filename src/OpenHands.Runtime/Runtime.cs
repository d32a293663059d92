using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands;

/// <summary>A computer for an agent: runs actions somewhere and records them, with their observations, on an event stream.</summary>
/// <remarks>
/// <para>
/// A backend decides <em>where</em>: it derives from this class and starts an <see cref="IActionExecutor"/>, which does <em>what</em> the
/// actions say. What is decided before an action runs is decided here, once, for all of them.
/// </para>
/// <para>
/// An action that fails is answered by an <see cref="Observation"/>; an exception means that the machinery failed. Safe for concurrent
/// use: a command does not keep files waiting. <see cref="DisposeAsync"/> stops everything the runtime started.
/// </para>
/// </remarks>
public abstract partial class Runtime : IAsyncDisposable
{
    // Chunks that a slow reader of StreamAsync may lag behind before it misses some.
    private const int StreamCapacity = 1024;

    private readonly RuntimeOptions _options;
    private readonly ILogger _logger;
    private readonly bool _ownsEvents;
    private readonly SemaphoreSlim _lifetime = new(1, 1);
    private readonly PluginHost _plugins;
    private IActionExecutor? _executor;
    private volatile RuntimeState _state;

    /// <summary>Prepares a runtime; <see cref="StartAsync"/> starts it.</summary>
    /// <param name="options">How it behaves. Not changed afterwards.</param>
    /// <param name="events">The stream that records it, not disposed with it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    protected Runtime(RuntimeOptions options, EventStream? events, ILoggerFactory? loggerFactory, TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        var problems = new List<string>();
        options.Validate(problems);
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), nameof(options));
        }

        _options = options;
        loggerFactory ??= NullLoggerFactory.Instance;
        _ownsEvents = events is null;
        Time = timeProvider ?? TimeProvider.System;
        Events = events ?? EventStream.CreateInMemory(new EventStreamOptions { TimeProvider = Time, Serializer = new EventSerializer(options.EventTypes) }, loggerFactory);
        _logger = Events.Secrets.Mask(loggerFactory.CreateLogger(GetType()));
        _origin = new EventOrigin(this);
        _plugins = new PluginHost(options.EventTypes, Time, loggerFactory, Events.Secrets);
        _plugins.Add(options.Plugins);
    }

    /// <summary>Tells the phases of the start and the stop, as they are entered. Handlers must return at once and not throw.</summary>
    public event Action<RuntimeStatus>? StatusChanged;

    /// <summary>
    /// Tells the output of actions that others publish on the stream (<see cref="Attach"/>) while it comes: the id of the action's event, and a
    /// chunk with secrets masked. Only of actions that begin while somebody listens. Handlers must return at once; one that throws hears no more of that action.
    /// </summary>
    public event Action<long, OutputChunk>? OutputReceived;

    /// <summary>The name of the backend that configurations use: <c>local</c>, <c>docker</c>, <c>remote</c>…</summary>
    public abstract string Name { get; }

    /// <summary>The working directory of the agent, as the sandbox sees it.</summary>
    public abstract string WorkspacePath { get; }

    /// <summary>Name of the session.</summary>
    public string SessionId => _options.SessionId;

    /// <summary>The record of everything that happens here.</summary>
    public EventStream Events { get; }

    /// <summary>Where the runtime is in its life.</summary>
    public RuntimeState State => _state;

    /// <summary>What the sandbox can do, with the actions of the plugins.</summary>
    /// <exception cref="InvalidOperationException">The runtime is not ready.</exception>
    public RuntimeCapabilities Capabilities => _plugins.Extend(Executor.Capabilities);

    /// <summary>What the plugins tell models about themselves, for prompts; empty when there is nothing.</summary>
    public string PluginDocumentation => _plugins.Documentation;

    /// <summary>Where time comes from.</summary>
    protected TimeProvider Time { get; }

    /// <summary>Where a backend logs, under the name of its own type. Secrets of the stream are masked in the exceptions that it is given.</summary>
    protected ILogger Logger => _logger;

    private IActionExecutor Executor => _state == RuntimeState.Ready && _executor is { } executor
        ? executor
        : throw new InvalidOperationException(_state switch
        {
            RuntimeState.Created => $"The {Name} runtime is not started. Await {nameof(StartAsync)} first.",
            RuntimeState.Starting => $"The {Name} runtime is still starting. Await {nameof(StartAsync)} first.",
            RuntimeState.Failed => $"The {Name} runtime did not start. Make a new one.",
            _ => $"The {Name} runtime is stopped. Make a new one.",
        });

    /// <summary>Starts the runtime and its plugins. Returns when it takes actions; at once when it already does.</summary>
    /// <exception cref="RuntimeStartException">It could not be started; the message names the reason and the remedy.</exception>
    /// <exception cref="OperationCanceledException">The start was cancelled; what was started is stopped again.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _lifetime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            switch (_state)
            {
                case RuntimeState.Ready:
                    return;
                case not RuntimeState.Created:
                    throw new InvalidOperationException($"The {Name} runtime is {_state.ToString().ToLowerInvariant()}; it can be started only once. Make a new one.");
            }

            await StartOnceAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _lifetime.Release();
        }
    }

    /// <summary>Executes an action and records both it and its observation.</summary>
    /// <param name="action">What to do. Published with its own source, or as the agent's.</param>
    /// <param name="cancellationToken">Stops the action with every process it started.</param>
    /// <returns>The observation as it was published: with id, cause and secrets masked.</returns>
    /// <exception cref="InvalidOperationException">The runtime is not ready.</exception>
    /// <exception cref="RuntimeException">The sandbox failed. The stream holds an <see cref="ErrorObservation"/> in its place.</exception>
    /// <exception cref="Events.EventStoreException">The event could not be stored; nothing was executed.</exception>
    /// <exception cref="OperationCanceledException">The action was cancelled. What it had printed is on the stream.</exception>
    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) =>
        PublishAndExecuteAsync(action, onOutput: null, cancellationToken);

    /// <summary>Executes an action as <see cref="ExecuteAsync"/> does, and tells its output while it comes.</summary>
    /// <param name="action">What to do.</param>
    /// <param name="cancellationToken">Stops the action; so does leaving the enumeration early.</param>
    /// <returns>Output in order, then exactly one <see cref="ExecutionUpdate.Completed"/>.</returns>
    public async IAsyncEnumerable<ExecutionUpdate> StreamAsync(AgentAction action, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // A reader that is too slow misses chunks and sees the gap in their offsets; it never slows the command.
        var chunks = Channel.CreateBounded<OutputChunk>(
            new BoundedChannelOptions(StreamCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mask = new ChunkMask(Events.Secrets, chunk => chunks.Writer.TryWrite(chunk));
        var execution = ExecuteAndCloseAsync();
        try
        {
            await foreach (var chunk in chunks.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return new ExecutionUpdate.Output(chunk);
            }

            yield return new ExecutionUpdate.Completed(await execution.ConfigureAwait(false));
        }
        finally
        {
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)execution).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<Observation> ExecuteAndCloseAsync()
        {
            try
            {
                return await PublishAndExecuteAsync(action, mask.Add, stop.Token).ConfigureAwait(false);
            }
            finally
            {
                mask.Flush();
                chunks.Writer.Complete();
            }
        }
    }

    /// <summary>Sets environment variables for every later command and cell. Values are data: nothing in them is expanded or executed.</summary>
    /// <exception cref="ArgumentException">A name is no valid variable name, or a value holds a NUL.</exception>
    public Task AddEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        EnvironmentVariables.ThrowIfInvalid(variables);
        return Executor.SetEnvironmentAsync(variables, cancellationToken);
    }

    /// <summary>The plugin of a type, for what it offers beside actions.</summary>
    /// <typeparam name="TPlugin">Its type, or an interface of it.</typeparam>
    /// <returns>The first of that type; <see langword="null"/> when the runtime has none, or is stopped.</returns>
    public TPlugin? FindPlugin<TPlugin>()
        where TPlugin : class => _plugins.Find<TPlugin>();

    /// <summary>Lists a directory of the sandbox: directories first with a trailing <c>/</c>, then files.</summary>
    /// <param name="path">Absolute, or relative to the workspace; <see langword="null"/> for the workspace.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The names; empty when the path is missing or no directory.</returns>
    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) =>
        Executor.ListFilesAsync(path, cancellationToken);

    /// <inheritdoc cref="StopAsync"/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }

    // Those that an application requires by name; only before the start.
    internal void AddPlugins(IEnumerable<Func<IRuntimePlugin>> plugins) => _plugins.Add(plugins);

    /// <summary>Stops the runtime and everything it started. Safe to repeat.</summary>
    public async Task StopAsync()
    {
        await _lifetime.WaitAsync().ConfigureAwait(false);
        try
        {
            if (_state == RuntimeState.Stopped)
            {
                return;
            }

            var started = Time.GetTimestamp();
            _state = RuntimeState.Stopped;
            try
            {
                await CloseAsync().ConfigureAwait(false);
            }
            finally
            {
                if (_ownsEvents)
                {
                    await WaitForAnswersAsync().ConfigureAwait(false);
                    await Events.DisposeAsync().ConfigureAwait(false);
                }
            }

            LogStopped(Name, SessionId, Time.GetElapsedTime(started));
        }
        finally
        {
            _lifetime.Release();
        }
    }

    /// <summary>Makes the sandbox ready and connects to its executor. The base class owns the executor from here on.</summary>
    /// <param name="cancellationToken">Cancels the start; the overrider then undoes what it began.</param>
    /// <exception cref="RuntimeStartException">The sandbox could not be started; the message names the reason and the remedy.</exception>
    protected abstract Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken);

    /// <summary>Gives back what <see cref="StartCoreAsync"/> took, after the executor was disposed. Called after a failed start too, and then again by the disposal.</summary>
    protected virtual Task StopCoreAsync() => Task.CompletedTask;

    /// <summary>Tells a phase of the start or the stop.</summary>
    /// <param name="phase">A stable word for programs, such as <c>pulling_image</c>.</param>
    /// <param name="message">A sentence for people.</param>
    protected void ReportStatus(string phase, string message)
    {
        var status = new RuntimeStatus(phase, message, Time.GetElapsedTime(_phasesBegan));
        LogPhase(Name, phase, status.Elapsed);
        StatusChanged?.Invoke(status);
    }
}
