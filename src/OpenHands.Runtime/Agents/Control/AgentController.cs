using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Events;

namespace OpenHands;

/// <summary>Lets an agent work on what the user says: asks it for its next action, has the action run, and shows it the observation.</summary>
/// <remarks>
/// <para>
/// It follows an event stream, on which somebody answers actions, and does everything there: users speak by messages, pause, stop and
/// consent by <see cref="ChangeAgentStateAction"/>, and see each new state as an <see cref="AgentStateChangedObservation"/>. The methods
/// of this class publish the same events. Which state may follow which says <see cref="AgentStateTransitions"/>.
/// </para>
/// <para>Safe for concurrent use. While it waits it costs nothing. Dispose it before the runtime and the stream.</para>
/// </remarks>
public sealed partial class AgentController : IAsyncDisposable
{
    /// <summary>The name under which a controller follows its stream; one controller to a stream.</summary>
    public const string SubscriberName = "agent_controller";

    private readonly Lock _gate = new();
    private readonly EventStream _events;
    private readonly Runtime? _runtime;
    private readonly AgentControllerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly LimitedAnalyzer _analyzer;
    private readonly SerialLoop _loop;
    private readonly AgentLimits _limits;
    private readonly StateWaiters _waiters = new();
    private EventSubscription? _subscription;
    private IAsyncDisposable? _attachment;
    private Task? _start;
    private Task? _disposal;

    /// <summary>Prepares a controller for a stream on which somebody else answers actions; <see cref="StartAsync"/> starts it.</summary>
    /// <remarks>To interrupt a command it publishes <c>ctrl+c</c>. Give it the <see cref="Runtime"/> to have any action stopped.</remarks>
    /// <param name="agent">Decides. The controller does not dispose it.</param>
    /// <param name="events">What it follows and publishes on; not disposed with it.</param>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where deadlines come from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public AgentController(
        IAgent agent, EventStream events, AgentControllerOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(agent);
        ArgumentNullException.ThrowIfNull(events);
        options ??= new AgentControllerOptions();
        options.Validate(nameof(options));

        Agent = agent;
        _events = events;
        _options = options;
        _time = timeProvider ?? TimeProvider.System;
        _logger = events.Secrets.Mask((ILogger?)loggerFactory?.CreateLogger<AgentController>() ?? NullLogger.Instance);
        _analyzer = new LimitedAnalyzer(options.SecurityAnalyzer, options.AnalysisTimeout, _logger, _time);
        _loop = new SerialLoop(SettleAsync, FailAsync);
        _limits = new AgentLimits(options.MaxIterations, options.MaxBudget);
        _frames = [new AgentFrame(agent, new AgentHistory(options.HistoryLimit, events.Types), options.Inputs)];
    }

    /// <summary>Prepares a controller for a runtime and its stream; <see cref="StartAsync"/> starts it.</summary>
    /// <remarks>The runtime must be ready. If nobody has attached it to its stream, the controller does so while it lives.</remarks>
    /// <inheritdoc cref="AgentController(IAgent, EventStream, AgentControllerOptions, ILoggerFactory, TimeProvider)"/>
    public AgentController(
        IAgent agent, Runtime runtime, AgentControllerOptions? options = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(agent, (runtime ?? throw new ArgumentNullException(nameof(runtime))).Events, options, loggerFactory, timeProvider) =>
        _runtime = runtime;

    /// <summary>Tells each new state, after it is on the stream. Handlers must return at once; what they throw is logged.</summary>
    public event Action<AgentState>? StateChanged;

    /// <summary>Tells what an agent streams while it thinks (<see cref="AgentContext.ReportText"/>), without secrets: the end of a piece that may begin one comes later. Handlers must return at once and not throw.</summary>
    public event Action<string>? TextReported;

    /// <summary>Tells why an agent's step takes long (<see cref="AgentContext.ReportDelay"/>), without secrets. Handlers must return at once and not throw.</summary>
    public event Action<string>? DelayReported;

    /// <summary>The agent that the user talks to.</summary>
    public IAgent Agent { get; }

    /// <summary>What the controller is doing. <see cref="AgentState.Loading"/> until the user speaks or asks for <see cref="AgentState.Init"/>.</summary>
    public AgentState State => _state;

    /// <summary>Steps so far, of this agent and those it called.</summary>
    public int Iteration => _limits.Iteration;

    /// <summary>What the session has cost so far, in US dollars.</summary>
    public double Cost => _limits.Cost;

    /// <summary>
    /// Takes in what is on the stream already and follows it. Actions that an earlier program left without an observation are answered by an
    /// error that says so. Returns when the controller listens; at once when it already does. A start that failed is not repeated: make a
    /// new controller.
    /// </summary>
    /// <remarks>A stored session goes on where it was as soon as somebody asks for <see cref="AgentState.Init"/>, or the user speaks.</remarks>
    /// <exception cref="InvalidOperationException">The stream has a controller already, or the runtime is not ready.</exception>
    /// <exception cref="EventStoreException">The stream cannot be read.</exception>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            return _start ??= RestoreAndFollowAsync(cancellationToken);
        }
    }

    /// <summary>Says something to the agent. It begins or goes on, whatever it was doing before; at work it reads it before its next step.</summary>
    /// <remarks>Words are no consent: an action that awaits confirmation goes on waiting.</remarks>
    /// <returns>The message as it was published.</returns>
    public Task<MessageAction> SendAsync(string message, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        return _events.PublishAsync(new MessageAction(message), EventSource.User, cancellationToken).AsTask();
    }

    /// <summary>Asks for a state: <c>init</c>, <c>running</c>, <c>paused</c>, <c>stopped</c>, <c>user_confirmed</c> or <c>user_rejected</c>.</summary>
    /// <remarks>
    /// Pausing and stopping take effect at once, also in the middle of a step or of a command: both are cancelled, and the command is
    /// still answered by what it had printed. Asking for the present state does nothing.
    /// </remarks>
    /// <exception cref="InvalidOperationException">
    /// That state cannot follow the present one; the message names both and what can be asked for. Or the controller is not started.
    /// </exception>
    public Task RequestAsync(AgentState state, CancellationToken cancellationToken = default) =>
        InvokeAsync(() => RequestOnLoopAsync(state), cancellationToken);

    /// <summary>Gives the agent a task and waits until it needs somebody, or is done. Starts the controller if nobody has.</summary>
    /// <param name="task">What the user says.</param>
    /// <param name="cancellationToken">Ends the waiting only. To end the work as well, ask for <see cref="AgentState.Stopped"/>.</param>
    /// <returns>The state in which the agent came to rest, as in <see cref="WaitUntilSettledAsync"/>.</returns>
    public async Task<AgentState> RunAsync(string task, CancellationToken cancellationToken = default)
    {
        await StartAsync(cancellationToken).ConfigureAwait(false);
        var message = await SendAsync(task, cancellationToken).ConfigureAwait(false);
        return await _waiters.WaitAsync(IsSettled, message.Id, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until everything on the stream so far is taken in and the agent does not work: it is done, held, or waits for somebody.</summary>
    /// <exception cref="ObjectDisposedException">The controller was disposed meanwhile.</exception>
    public Task<AgentState> WaitUntilSettledAsync(CancellationToken cancellationToken = default) =>
        _waiters.WaitAsync(IsSettled, _events.LatestId, cancellationToken);

    /// <summary>Waits until an event has been taken in with all that follows from it at once.</summary>
    internal Task<AgentState> WaitUntilKnownAsync(long id) => _waiters.WaitAsync(_ => true, id, CancellationToken.None);

    /// <summary>What would be stored now.</summary>
    /// <exception cref="InvalidOperationException">The controller is not started.</exception>
    public async Task<ControllerState> GetStateAsync(CancellationToken cancellationToken = default)
    {
        ControllerState? state = null;
        await InvokeAsync(
            () =>
            {
                state = Capture();
                return ValueTask.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return state!;
    }

    /// <summary>Adds what something cost that no agent reports. It counts for the budget at once.</summary>
    /// <param name="dollars">US dollars; 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The cost is negative, infinite, or no number.</exception>
    public void ReportCost(double dollars) => _limits.AddCost(dollars);

    /// <summary>
    /// Stops the agent and whatever it is running, says so on the stream and saves the state. The session can go on later. Waits for a step
    /// that ignores its cancellation no longer than <see cref="AgentControllerOptions.DisposalTimeout"/>. May be called twice.
    /// </summary>
    public ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            return new ValueTask(_disposal ??= CloseAsync(_start));
        }
    }

    private static bool IsSettled(AgentState state) =>
        state is not (AgentState.Loading or AgentState.Running or AgentState.UserConfirmed or AgentState.UserRejected);

    private async Task InvokeAsync(Func<ValueTask> work, CancellationToken cancellationToken)
    {
        var start = _start ?? throw new InvalidOperationException($"The controller is not started. Await {nameof(StartAsync)} first.");
        await start.WaitAsync(cancellationToken).ConfigureAwait(false);
        await _loop.InvokeAsync(work).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CloseAsync(Task? start)
    {
        if (start is not null)
        {
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
        }

        if (start is { IsCompletedSuccessfully: true })
        {
            await _loop.InvokeAsync(RestAsync).ConfigureAwait(false);
            await _subscription!.DisposeAsync().ConfigureAwait(false);
        }

        await _loop.StopAsync().ConfigureAwait(false);
        _pending?.Dispose();
        await WaitForStepAsync().ConfigureAwait(false);
        if (_attachment is not null)
        {
            await _attachment.DisposeAsync().ConfigureAwait(false);
        }

        _waiters.End(_state, new ObjectDisposedException(nameof(AgentController), "The controller was disposed while somebody waited for its agent."));
    }

    private async Task WaitForStepAsync()
    {
        try
        {
            await (_step?.Completion ?? Task.CompletedTask).WaitAsync(_options.DisposalTimeout, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogStepIgnoresCancellation(Agent.Name, _options.DisposalTimeout);
        }
    }
}
