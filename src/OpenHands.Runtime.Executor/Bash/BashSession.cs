using Microsoft.Extensions.Logging;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

/// <summary>The persistent shell of a sandbox: one command at a time, in a bash that is started again when it ends.</summary>
/// <remarks>
/// Safe for concurrent calls. State changes under one lock, taken by callers, by the poller's thread (output, completions) and by one
/// timer (timeouts, "waits for input"). While nothing runs there is no timer and no thread of its own.
/// </remarks>
internal sealed partial class BashSession : IShellListener, IAsyncDisposable
{
    // In the environment of everything that this session starts.
    private const string SessionMarker = "OPENHANDS_SHELL";

    private static readonly TimeSpan s_longestInputCheck = TimeSpan.FromSeconds(1);

    private readonly BashSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ITimer _timer;
    private readonly string _id = Guid.NewGuid().ToString("N")[..16];
    private readonly string _marker;
    private readonly Dictionary<string, string> _environment;
    private readonly Dictionary<string, string> _newVariables = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();

    private ShellProcess? _shell;
    private RunningCommand? _command;
    private PendingCall? _call;
    private OutputCapture? _output;
    private long _lastActivity;
    private long _lastId;
    private int _lastExitCode;
    private int? _unreadExitCode;
    private string _searchPath = "";
    private bool _isDisposed;

    /// <param name="settings">What it needs to know.</param>
    /// <param name="environment">The environment of its shells.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="logger">Where it says what it does.</param>
    public BashSession(BashSettings settings, IReadOnlyDictionary<string, string> environment, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _time = time;
        _logger = logger;
        _workingDirectory = settings.WorkspacePath;
        _environment = new Dictionary<string, string>(environment, StringComparer.Ordinal) { [SessionMarker] = _id };
        _marker = $"{SessionMarker}={_id}";
        _timer = time.CreateTimer(static session => ((BashSession)session!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Starts the first shell and waits until it takes commands.</summary>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            StartShell();
        }

        await _ready.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sets variables for every later command.</summary>
    public void SetEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        lock (_gate)
        {
            foreach (var (name, value) in variables)
            {
                _environment[name] = value;
                _newVariables[name] = value;
            }
        }
    }

    /// <summary>Runs a command and waits for its end, its timeout, or a reason to answer early.</summary>
    /// <returns>How it ended; <see langword="null"/> when another command is running.</returns>
    public async Task<CommandEnd?> RunAsync(
        string command, TimeSpan timeout, bool blocking, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        PendingCall call;
        RunningCommand running;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_command is not null)
            {
                return null;
            }

            running = BeginCommand(command);
            call = BeginCall(timeout, blocking ? timeout : _settings.SoftTimeout, onOutput);
        }

        using var registration = EndWhenCancelled(call, CommandStatus.Interrupted, cancellationToken);
        var end = await call.Answer.ConfigureAwait(false);
        return end.Reason switch
        {
            CommandStatus.TimedOut => await StopAsync(running, CommandStatus.TimedOut, _settings.StopGrace, end).ConfigureAwait(false),
            CommandStatus.Interrupted => await StopAsync(running, CommandStatus.Interrupted, _settings.CancelGrace, end).ConfigureAwait(false),
            _ => end,
        };
    }

    /// <summary>Sends input to the running command, if any, and waits for its end or a reason to answer early. Stops nothing.</summary>
    /// <param name="input">What to type; empty to wait only.</param>
    /// <param name="timeout">How long to wait at most.</param>
    /// <param name="blocking">Whether to wait that long, rather than <see cref="BashSettings.SoftTimeout"/>.</param>
    /// <param name="onOutput">Gets output as it comes.</param>
    /// <param name="cancellationToken">Ends the waiting; the command goes on.</param>
    /// <returns>How it ended; <see langword="null"/> when nothing is running.</returns>
    /// <exception cref="IOException">The input does not fit: nobody reads it.</exception>
    public async Task<CommandEnd?> ContinueAsync(
        ReadOnlyMemory<byte> input, TimeSpan timeout, bool blocking, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        PendingCall call;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_command is null)
            {
                return TakeUnreadEnd();
            }

            if (_shell!.SendInput(input.Span) < input.Length)
            {
                throw new IOException("The running command does not read its input: the terminal takes no more. Interrupt it, or pass the data in a file.");
            }

            if (_call is not null)
            {
                return new CommandEnd(CommandStatus.Running, -1, new OutputCapture(_settings.Output), _workingDirectory, _searchPath) { GoesToAnotherCall = true };
            }

            call = BeginCall(TimeSpan.MaxValue, blocking || timeout < _settings.SoftTimeout ? timeout : _settings.SoftTimeout, onOutput);
        }

        using var registration = EndWhenCancelled(call, CommandStatus.Running, cancellationToken);
        return await call.Answer.ConfigureAwait(false);
    }

    /// <summary>Stops the running command with everything it started: SIGINT, then SIGTERM, then SIGKILL, at last the shell.</summary>
    /// <returns>How it ended; <see langword="null"/> when nothing is running.</returns>
    public async Task<CommandEnd?> InterruptAsync()
    {
        RunningCommand? running;
        CommandEnd end;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            running = _command;
            if (running is null)
            {
                return null;
            }

            end = new CommandEnd(CommandStatus.Interrupted, -1, _call is null ? TakeOutput() : new OutputCapture(_settings.Output), _workingDirectory, _searchPath);
        }

        return await StopAsync(running, CommandStatus.Interrupted, _settings.StopGrace, end).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        ShellProcess? shell;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            shell = _shell;
            _shell = null;
            EndCommand(CommandStatus.ShellEnded, -1);
            _ready.TrySetResult();
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        if (shell is not null)
        {
            // Those with an environment of their own making are known by their parent only.
            ProcessTable.Descendants(shell.Pid).ForEach(pid => ProcessTable.Signal(pid, Signal.Kill));
            await shell.KillAsync().ConfigureAwait(false);
        }

        await ProcessSweeper.Shared.KillAsync(_marker).ConfigureAwait(false);
        lock (_gate)
        {
            _output?.Dispose();
        }
    }

    private RunningCommand BeginCommand(string command)
    {
        var id = ++_lastId;
        var marker = $"{_id}:{id}";
        if (_shell is null)
        {
            StartShell();
        }

        _unreadExitCode = null;
        _command = new RunningCommand(id, marker, _marker, _time);
        if (!_shell!.Begin(command, EnterDirectory() + ExportNewVariables(), id, _lastExitCode, marker))
        {
            // It is dying at this very moment; its end will come through the poller.
            LogShellGone(_shell.Pid);
        }

        return _command;
    }

    private PendingCall BeginCall(TimeSpan hard, TimeSpan soft, Action<OutputChunk>? onOutput)
    {
        var now = _time.GetTimestamp();
        _lastActivity = now;
        var chunker = onOutput is null ? null : new OutputChunker(onOutput, _output?.TotalBytes ?? 0);
        _call = new PendingCall(Later(now, hard), Later(now, soft), chunker) { NextInputCheck = Later(now, _settings.InputSilence) };
        Arm(_call, now);
        return _call;
    }

    // Names were checked; values are quoted so that bash takes every character as it is.
    private string ExportNewVariables()
    {
        if (_newVariables.Count == 0)
        {
            return "";
        }

        var exports = string.Join(' ', _newVariables.Select(variable =>
            $"{variable.Key}={Quote(variable.Value)}"));
        _newVariables.Clear();
        return $"builtin export {exports};";
    }

    private OutputCapture TakeOutput()
    {
        var output = _output ?? new OutputCapture(_settings.Output);
        _output = null;
        return output;
    }

    private CommandEnd? TakeUnreadEnd()
    {
        if (_unreadExitCode is not { } exitCode)
        {
            return null;
        }

        _unreadExitCode = null;
        return new CommandEnd(CommandStatus.Completed, exitCode, TakeOutput(), _workingDirectory, _searchPath);
    }

    // The command is over: answer whoever waits, or keep its exit code for whoever asks next.
    private void EndCommand(CommandStatus reason, int exitCode)
    {
        if (_command is not { } command)
        {
            return;
        }

        _command = null;
        if (_call is { } call)
        {
            _call = null;
            call.SetAnswer(new CommandEnd(reason, exitCode, TakeOutput(), _workingDirectory, _searchPath));
        }
        else
        {
            _unreadExitCode = exitCode;
        }

        command.SetEnded();
    }

    private CancellationTokenRegistration EndWhenCancelled(PendingCall call, CommandStatus reason, CancellationToken cancellationToken) =>
        cancellationToken.CanBeCanceled ? cancellationToken.UnsafeRegister(_ => EndCall(call, reason), state: null) : default;

    // The command goes on: answer the call, unless it has its answer already.
    private void EndCall(PendingCall call, CommandStatus reason)
    {
        lock (_gate)
        {
            if (_call == call)
            {
                _call = null;
                call.SetAnswer(new CommandEnd(reason, -1, TakeOutput(), _workingDirectory, _searchPath));
            }
        }
    }
}
