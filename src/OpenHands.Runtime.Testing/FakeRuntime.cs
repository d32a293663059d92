using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Testing;

/// <summary>A runtime without a computer behind it, for the unit tests of programs that use one.</summary>
/// <remarks>
/// <para>
/// All but the sandbox is real: events, masking, plugins, confirmation, cancellation and what happens to failures are those of every
/// <see cref="Runtime"/>. In place of the sandbox, scripts answer commands, cells and visits (<see cref="When{TAction}"/>), and files live in
/// memory (<see cref="Files"/>). What reached it is in <see cref="Calls"/>, kept as long as the runtime.
/// </para>
/// <para>
/// As in a real sandbox one command runs at a time; a second one is refused with an <see cref="ErrorObservation"/>. Time is that of the
/// <see cref="TimeProvider"/> it is given, so that no test has to wait. Safe for concurrent use; scripts may be added at any time.
/// </para>
/// </remarks>
public sealed class FakeRuntime : Runtime
{
    private readonly FakeRuntimeOptions _options;
    private readonly FakeScript _script = new();
    private readonly CallLog _calls = new();
    private readonly FakeEnvironment _environment = new();
    private readonly FakePrograms _programs = new();

    /// <summary>Prepares a runtime; <see cref="Runtime.StartAsync"/> starts it.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="events">The stream that records it, not disposed with it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">The clock of latencies and timeouts; <see langword="null"/> for the system's.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public FakeRuntime(
        FakeRuntimeOptions? options = null, EventStream? events = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : base(options ??= new FakeRuntimeOptions(), events, loggerFactory, timeProvider)
    {
        _options = options;
        Files = new FakeFiles(options.WorkspacePath);
    }

    /// <inheritdoc />
    public override string Name => _options.Name;

    /// <inheritdoc />
    public override string WorkspacePath => _options.WorkspacePath;

    /// <summary>The files of the sandbox, in memory.</summary>
    public FakeFiles Files { get; }

    /// <summary>The connection to the sandbox, to be cut and mended.</summary>
    public FakeConnection Connection { get; } = new();

    /// <summary>
    /// The actions that have reached the sandbox so far, in the order in which they began. What the runtime answers itself, such as a rejected
    /// action, is only on the stream.
    /// </summary>
    public IReadOnlyList<RecordedCall> Calls => _calls.Snapshot();

    /// <summary>The variables that were set for commands and cells so far: a snapshot.</summary>
    public IReadOnlyDictionary<string, string> Environment => _environment.Variables;

    /// <summary>The programs that plugins and the like have started beside the shell so far, in order.</summary>
    public IReadOnlyList<SandboxCommand> StartedPrograms => _programs.Started;

    /// <summary>Makes a runtime and starts it.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock of latencies and timeouts; <see langword="null"/> for the system's.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<FakeRuntime> StartNewAsync(
        FakeRuntimeOptions? options = null, TimeProvider? timeProvider = null, CancellationToken cancellationToken = default)
    {
        var runtime = new FakeRuntime(options, timeProvider: timeProvider);
        await runtime.StartAsync(cancellationToken).ConfigureAwait(false);
        return runtime;
    }

    /// <summary>A runtime that answers as a recorded session did, action by action; not started yet.</summary>
    /// <param name="recording">The session.</param>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <remarks>
    /// Each action must equal the recorded one in its place; the first that does not fails with a <see cref="RuntimeAssertionException"/> that
    /// shows the difference. Files are answered from the recording too. Scripts come before it. At the end,
    /// <see cref="RuntimeAssertions.ShouldHaveFollowedItsScript"/> tells whether everything was asked for again.
    /// </remarks>
    public static FakeRuntime Replay(Recording recording, FakeRuntimeOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        options ??= new FakeRuntimeOptions();
        var words = recording.Turns.Select(turn => turn.Action.ActionType).Except(options.Actions, StringComparer.Ordinal);
        var extended = options.For(options.SessionId);
        foreach (var word in words)
        {
            extended.Actions.Add(word);
        }

        var runtime = new FakeRuntime(extended);
        runtime._script.Replay = new ReplayScript(recording.Turns, new EventSerializer(extended.EventTypes));
        return runtime;
    }

    /// <summary>Scripts what is answered to actions of a kind. Of several scripts that match an action, the latest one counts.</summary>
    /// <typeparam name="TAction">The kind of action; <see cref="AgentAction"/> for every kind.</typeparam>
    /// <param name="where">Which of them; <see langword="null"/> for all. Must be safe for concurrent calls when the actions are concurrent.</param>
    /// <param name="condition">The text of <paramref name="where"/>, for messages; filled in by the compiler.</param>
    public ActionScript<TAction> When<TAction>(Func<TAction, bool>? where = null, [CallerArgumentExpression(nameof(where))] string? condition = null)
        where TAction : AgentAction =>
        _script.Add(where, where is null ? typeof(TAction).Name : $"{typeof(TAction).Name} where {condition}");

    /// <summary>Scripts what is answered to a command of exactly this text. Of several scripts that match, the latest one counts.</summary>
    public ActionScript<CmdRunAction> When(string command)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _script.Add<CmdRunAction>(action => action.Command == command, $"command {Summary.Quote(command)}");
    }

    /// <summary>Scripts a program that is started beside the shell, as plugins do. Of several scripts that match, the latest one counts.</summary>
    /// <param name="program">Its <see cref="SandboxCommand.Program"/>, exactly.</param>
    public ProcessScript WhenStarts(string program)
    {
        ArgumentNullException.ThrowIfNull(program);
        return _programs.Add(command => command.Program == program, Summary.Quote(program));
    }

    /// <summary>Scripts programs that are started beside the shell, as plugins do. Of several scripts that match, the latest one counts.</summary>
    /// <param name="where">Which of them.</param>
    /// <param name="condition">The text of <paramref name="where"/>, for messages; filled in by the compiler.</param>
    public ProcessScript WhenStarts(Func<SandboxCommand, bool> where, [CallerArgumentExpression(nameof(where))] string? condition = null)
    {
        ArgumentNullException.ThrowIfNull(where);
        return _programs.Add(where, $"where {condition}");
    }

    /// <summary>Waits until an action has reached the sandbox: from then on the clock may be moved, the connection cut, the action cancelled.</summary>
    /// <param name="where">Which action; <see langword="null"/> for the first of that kind. One that came before counts too.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The call as it was when it was seen.</returns>
    public Task<RecordedCall> WaitForCallAsync<TAction>(Func<TAction, bool>? where = null, CancellationToken cancellationToken = default)
        where TAction : AgentAction =>
        _calls.WaitAsync(action => action is TAction wanted && (where is null || where(wanted)), cancellationToken);

    internal void ThrowIfScriptNotFollowed() => _script.ThrowIfNotFollowed(Calls);

    /// <inheritdoc />
    protected override Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IActionExecutor>(new FakeExecutor(_options, _script, Files, Connection, _calls, _environment, _programs, Time));
    }
}
