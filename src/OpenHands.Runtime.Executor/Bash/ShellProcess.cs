using OpenHands.Execution.Processes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.Bash;

/// <summary>One bash process on a terminal, from its start to its end.</summary>
/// <remarks>
/// Commands go in and completions come out on descriptors that commands do not inherit, so nothing a command prints can be mistaken for
/// its end. <see cref="Begin"/> and <see cref="SendInput"/> are called under the session's lock; everything else happens on the poller's thread.
/// </remarks>
internal sealed class ShellProcess : IDisposable
{
    private const ushort Rows = 24;
    private const ushort Columns = 80;

    // What a terminal can hold at a completion is less than this; anything later belongs to whatever still runs in the background.
    private const int MostPendingOutput = 256 * 1024;

    // One buffer serves all shells: only the poller's thread reads.
    private static readonly byte[] s_buffer = new byte[64 * 1024];

    private readonly PseudoTerminal _terminal;
    private readonly FileDescriptor _commandPipe;
    private readonly FileDescriptor _commandFile;
    private readonly FileDescriptor _completionPipe;
    private readonly ChildProcess _process;
    private readonly string _program;
    private readonly string? _commandPipeName;
    private readonly IShellListener _listener;
    private readonly CompletionReader _completions = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _watchGate = new();
    private long _terminalKey;
    private long _completionKey;
    private long _processKey;
    private bool _isDisposed;

    private ShellProcess(
        PseudoTerminal terminal,
        FileDescriptor commandPipe,
        FileDescriptor commandFile,
        FileDescriptor completionPipe,
        ChildProcess process,
        string program,
        IShellListener listener)
    {
        _program = program;
        _terminal = terminal;
        _commandPipe = commandPipe;
        _commandPipeName = ProcessTable.TryReadLink($"/proc/self/fd/{commandPipe.Number}");
        _commandFile = commandFile;
        _completionPipe = completionPipe;
        _process = process;
        _listener = listener;
    }

    /// <summary>Process and session id.</summary>
    public int Pid => _process.Pid;

    /// <summary>The terminal it runs on.</summary>
    public PseudoTerminal Terminal => _terminal;

    /// <summary>Whether it is at the lines of ours around a command, and not in the command.</summary>
    /// <remarks>
    /// In the command its standard input is the terminal, or what the command makes of it. An interrupt at our lines makes bash forget what
    /// it has read of one and take the rest for another command. <see langword="false"/> where <c>/proc</c> does not let us see it.
    /// </remarks>
    public bool IsAtOurLines => _commandPipeName is not null && ProcessTable.TryReadLink($"/proc/{Pid}/fd/0") == _commandPipeName;

    /// <summary>Starts a shell. It reports a completion with id 0 when it is ready for commands.</summary>
    /// <exception cref="IOException">It cannot be started; the message says why.</exception>
    public static ShellProcess Start(ShellStart start, IShellListener listener)
    {
        var terminal = PseudoTerminal.Open(Rows, Columns);
        var (commandRead, commandWrite) = FileDescriptor.Pipe();
        var (completionRead, completionWrite) = FileDescriptor.Pipe();
        var commandFile = FileDescriptor.Own(Libc.CreateMemoryFile("openhands-command", 1), "memfd_create");
        ChildProcess? process = null;
        ShellProcess? shell = null;
        try
        {
            process = ChildProcess.Start(
                start.Program,
                ["bash", "--noprofile", "--norc", "--noediting", "-i"],
                start.Environment,
                start.WorkingDirectory,
                terminal.SlavePath,
                [
                    (2, 1),
                    (ShellScript.TerminalDescriptor, 1),
                    (0, commandRead.Number),
                    (ShellScript.CompletionDescriptor, completionWrite.Number),
                    (ShellScript.CommandDescriptor, commandFile.Number),
                ]);
            if (start.OomScoreAdjustment is { } score)
            {
                ProcessTable.AdjustOomScore(process.Pid, score);
            }

            completionRead.SetNonBlocking();
            shell = new ShellProcess(terminal, commandWrite, commandFile, completionRead, process, start.Program, listener);
            shell.Watch();
            shell._commandPipe.WriteAll(ShellScript.Initialise());
            return shell;
        }
        catch
        {
            process?.End();
            shell?.Dispose();
            terminal.Dispose();
            commandWrite.Dispose();
            completionRead.Dispose();
            commandFile.Dispose();
            throw;
        }
        finally
        {
            commandRead.Dispose();
            completionWrite.Dispose();
        }
    }

    /// <summary>Begins a command. Its end comes to the listener.</summary>
    /// <returns>Whether the shell was there to take it.</returns>
    public bool Begin(string command, string exports, long id, int lastExitCode, string marker)
    {
        _terminal.ResetModes();
        TerminalPoller.Shared.Pause(_terminalKey, _terminal.Master);
        if (ShellScript.FitsLine(command))
        {
            return _commandPipe.WriteAll(ShellScript.Line(command, exports, id, lastExitCode, marker));
        }

        _commandFile.Replace(ShellScript.File(command, exports, id, lastExitCode, marker));
        return _commandPipe.WriteAll(ShellScript.Lines);
    }

    /// <summary>Asks once more for the end of a command.</summary>
    public void AskAgain(long id, string marker) => _commandPipe.WriteAll(ShellScript.ReportAgain(id, marker));

    /// <summary>Types at the terminal.</summary>
    /// <returns>The number of bytes taken; fewer when nobody reads.</returns>
    public int SendInput(ReadOnlySpan<byte> input)
    {
        var sent = 0;
        while (sent < input.Length)
        {
            var count = _terminal.Master.TryWrite(input[sent..]);
            if (count <= 0)
            {
                break;
            }

            sent += count;
        }

        return sent;
    }

    /// <summary>The directory that the shell says it is in if that is true, else where its process really is.</summary>
    /// <remarks>The shell's own word keeps links as the user typed them, but a command can set <c>PWD</c> to anything.</remarks>
    public string VerifyDirectory(string reported)
    {
        var actual = ProcessTable.TryReadLink($"/proc/{Pid}/cwd");
        return actual is null || actual == reported || RealPath.Of(reported) == actual || actual.EndsWith(" (deleted)", StringComparison.Ordinal)
            ? reported
            : actual;
    }

    /// <summary>Whether it waits for the next command although it has not reported the end of the last one.</summary>
    /// <remarks>
    /// An interrupt can come between a command and its report. And users can take away what the report is made with: by a function or an
    /// alias named <c>builtin</c>, by <c>enable -n printf</c>, by a debug trap that skips commands. <see langword="false"/> where
    /// <c>/proc</c> does not let us see it.
    /// </remarks>
    public bool HasLostItsVoice()
    {
        // A report that is on its way is either in the pipe, or being handled by whoever holds the gate.
        lock (_watchGate)
        {
            return !_isDisposed
                && InputWait.SourceOfRead(Pid) is { } source
                && source == _commandPipeName
                && !_completionPipe.HasUnreadBytes;
        }
    }

    /// <summary>Kills the shell and collects it.</summary>
    public async Task KillAsync()
    {
        ProcessTable.Signal(Pid, Signal.Kill);
        await _ended.Task.ConfigureAwait(false);
        Dispose();
    }

    public void Dispose()
    {
        lock (_watchGate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            TerminalPoller.Shared.Unwatch(_terminalKey, _terminal.Master);
            TerminalPoller.Shared.Unwatch(_completionKey, _completionPipe);
            TerminalPoller.Shared.Unwatch(_processKey, _process.Handle);
            _terminal.Dispose();
            _commandPipe.Dispose();
            _commandFile.Dispose();
            _completionPipe.Dispose();
            _process.Dispose();
        }
    }

    private void Watch()
    {
        lock (_watchGate)
        {
            _terminalKey = TerminalPoller.Shared.Watch(_terminal.Master, () => Guarded(OnTerminal));
            _completionKey = TerminalPoller.Shared.Watch(_completionPipe, () => Guarded(OnCompletion));
            _processKey = TerminalPoller.Shared.Watch(_process.Handle, () => Guarded(OnProcessEnded));
        }
    }

    // A handler may be called once more after it was unwatched; descriptors must not be touched then.
    private void Guarded(Action handler)
    {
        lock (_watchGate)
        {
            if (!_isDisposed)
            {
                handler();
            }
        }
    }

    private void OnTerminal() => ReadTerminal(s_buffer.Length);

    // Reading the terminal until it is empty also waits for what the kernel has not handed over yet, so after a completion this is all
    // the command wrote. It gives a page at a time; we pass on what has gathered.
    private void ReadTerminal(int atMost)
    {
        var total = 0;
        var gathered = 0;
        int count;
        while (total < atMost && (count = _terminal.Master.Read(s_buffer.AsSpan(gathered))) > 0)
        {
            total += count;
            gathered += count;
            if (gathered == s_buffer.Length)
            {
                _listener.OnOutput(s_buffer);
                gathered = 0;
            }
        }

        if (gathered > 0)
        {
            _listener.OnOutput(s_buffer.AsSpan(0, gathered));
        }
    }

    private void OnCompletion()
    {
        Span<byte> bytes = stackalloc byte[4096];
        int count;
        while ((count = _completionPipe.Read(bytes)) > 0)
        {
            foreach (var completion in _completions.Read(bytes[..count]))
            {
                ReadTerminal(MostPendingOutput);
                _listener.OnCompleted(completion);
            }

            if (_completions.IsCorrupt)
            {
                // A function named "builtin", for one: this shell can no longer be trusted to say anything true.
                ProcessTable.Signal(Pid, Signal.Kill);
                count = 0;
                break;
            }
        }

        if (count == 0)
        {
            TerminalPoller.Shared.Unwatch(_completionKey, _completionPipe);
            EndIfItCannotReport();
        }
    }

    // Nothing more will come from a shell that has ended, has become another program by exec, or whose descriptors a command has closed.
    // The first two tell by the end of their process. The last goes on as a bash that hears and says nothing.
    private void EndIfItCannotReport()
    {
        if (ProcessTable.TryReadLink($"/proc/{Pid}/exe") is { } program && program == RealPath.Of(_program))
        {
            ProcessTable.Signal(Pid, Signal.Kill);
        }
    }

    private void OnProcessEnded()
    {
        if (!_process.TryGetExitCode(out var exitCode))
        {
            return;
        }

        TerminalPoller.Shared.Unwatch(_processKey, _process.Handle);
        OnCompletion();
        ReadTerminal(MostPendingOutput);
        _listener.OnEnded(exitCode);
        _ended.TrySetResult();
    }
}
