using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Server.Clients;
using OpenHands.Server.Security;

namespace OpenHands.Server;

/// <summary>One conversation: its events, and once a client has initialised it, a runtime, an agent at work and perhaps a security analyzer.</summary>
/// <remarks>
/// Owned by the <see cref="SessionManager"/>. It goes on without clients until it is idle for too long, and can be resumed after it was closed when
/// it is stored. Safe for concurrent use.
/// </remarks>
public sealed partial class AgentSession : IAsyncDisposable
{
    private readonly SessionServices _services;
    private readonly ILogger _logger;
    private readonly ClientList _clients = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly SemaphoreSlim _initializing = new(1, 1);
    private readonly TaskCompletionSource<Runtime> _runtimeReady = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile SessionParts? _parts;
    private volatile bool _isStarting;
    private volatile bool _hasFailed;
    private long _lastActivity;

    internal AgentSession(string id, EventStream events, SessionSecurity security, SessionServices services)
    {
        Id = id;
        Events = events;
        _services = services;
        _logger = CreateLogger<AgentSession>();
        Security = security;
        Touch();
    }

    /// <summary>The session's id, which its tokens hold.</summary>
    public string Id { get; }

    /// <summary>Everything that happened, and what clients and agents publish.</summary>
    public EventStream Events { get; }

    /// <summary>Where its actions run; <see langword="null"/> until a client has initialised the session and the runtime is ready.</summary>
    public Runtime? Runtime => _parts?.Runtime;

    /// <summary>
    /// What has the agent work; <see langword="null"/> as long as <see cref="Runtime"/> is, while settings are being changed, and after that failed,
    /// until a client initialises the session again. Each change of settings makes another one.
    /// </summary>
    public AgentController? Controller => _parts?.Work?.Controller;

    /// <summary>What judges its actions; <see langword="null"/> when the client chose none, or there is no <see cref="Controller"/>.</summary>
    public ISecurityAnalyzer? SecurityAnalyzer => _parts?.Work?.Analyzer;

    /// <summary>What the client chose, completed by the server's defaults; <see langword="null"/> until the session is initialised.</summary>
    public SessionSettings? Settings => _parts?.Settings;

    /// <summary>
    /// What the agent is doing: <see cref="AgentState.Loading"/> until the session is initialised and while its settings are being changed,
    /// <see cref="AgentState.Error"/> when that failed.
    /// </summary>
    public AgentState State => Controller?.State ?? (_hasFailed && !_isStarting ? AgentState.Error : AgentState.Loading);

    /// <summary>The state to tell a client that got the events up to now, and with them this state as the last one.</summary>
    /// <remarks>A controller that has published its state may not have it yet, so what was published counts: unless there is none that could publish its end.</remarks>
    internal AgentState StateAfter(AgentState? published) => _parts is { HasAgent: true } ? published ?? State : State;

    /// <summary>When something happened last: a connection, a frame or an event.</summary>
    public DateTimeOffset LastActivity => new(Volatile.Read(ref _lastActivity), TimeSpan.Zero);

    /// <summary>How many clients are connected.</summary>
    public int ClientCount => _clients.Count;

    /// <summary>Whether there is nothing in it that anybody could come back for.</summary>
    internal bool IsUnused => Events.LatestId < 0;

    internal SessionServices Services => _services;

    /// <summary>A logger that masks the session's secrets in exceptions.</summary>
    internal ILogger CreateLogger<T>() => Events.Secrets.Mask(_services.LoggerFactory.CreateLogger<T>());

    internal ClientList Clients => _clients;

    /// <summary>What the user set for the analyzer of this session.</summary>
    internal SessionSecurity Security { get; }

    /// <summary>The runtime, once there is one; it stays as long as the session is open.</summary>
    internal Task<Runtime> RuntimeReady => _runtimeReady.Task;

    /// <summary>Whether somebody will hear what is published: the agent that is there, or the one that is about to replace it.</summary>
    internal bool IsInitialized => _parts is { } parts && (parts.HasAgent || _isStarting);

    internal FrameCache Frames { get; } = new();

    /// <summary>Cancelled when the session closes.</summary>
    internal CancellationToken Closing => _closing.Token;

    /// <summary>Why no pictures can be sent; <see langword="null"/> when they can.</summary>
    internal string? WhyNoImages => _parts?.Work?.Agent.WhyNoImages;

    internal void Touch() => Touch(_services.Time.GetUtcNow());

    internal void Touch(DateTimeOffset when)
    {
        var known = Volatile.Read(ref _lastActivity);
        while (when.UtcTicks > known && Interlocked.CompareExchange(ref _lastActivity, when.UtcTicks, known) is var seen && seen != known)
        {
            known = seen;
        }
    }

    /// <summary>Publishes what a user does.</summary>
    /// <exception cref="InvalidOperationException">The session is not initialised; the message says what to do.</exception>
    /// <exception cref="EventStoreException">It could not be stored.</exception>
    internal ValueTask<AgentAction> PublishAsync(AgentAction action, CancellationToken cancellationToken)
    {
        Touch();
        if (!IsInitialized)
        {
            throw new InvalidOperationException(
                _isStarting ? "The session is still starting. Send this again when its state is 'init'."
                : _parts is null ? "The session is not initialised. Send the action 'initialize' first."
                : "The session has no agent any more, as it or a change of its settings failed. Send the action 'initialize' again, and then this.");
        }

        return Events.PublishAsync(action, EventSource.User, cancellationToken);
    }

    /// <summary>Stops an action that runs.</summary>
    /// <param name="actionId">The action's event.</param>
    /// <returns>A sentence that says why nothing was stopped; <see langword="null"/> when it was asked to stop.</returns>
    internal string? Interrupt(long actionId) =>
        _parts is not { } parts ? "The session is not initialised, so nothing runs."
        : parts.Runtime.Interrupt(actionId) ? null
        : $"There is nothing to interrupt: event {actionId} is answered already, or is no action of this session.";
}
