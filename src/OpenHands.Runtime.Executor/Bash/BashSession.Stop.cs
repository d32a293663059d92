using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

// How a command is stopped.
internal sealed partial class BashSession
{
    // bash reads a command in less than a millisecond, unless it is stopped or the machine is overloaded.
    private const int MostLooks = 200;

    private static readonly TimeSpan s_betweenLooks = TimeSpan.FromMilliseconds(1);

    private async Task<CommandEnd> StopAsync(RunningCommand command, CommandStatus reason, TimeSpan grace, CommandEnd soFar)
    {
        var processes = command.Processes();
        var signals = await SignalUntilEndedAsync(command, processes, grace).ConfigureAwait(false);
        processes.KillAll(ShellPid());

        lock (_gate)
        {
            // What came while it was being stopped belongs to it, unless a new caller was faster.
            if (_command is null && _call is null)
            {
                soFar.Output.AppendFrom(TakeOutput());
                _unreadExitCode = null;
            }

            return soFar with
            {
                Reason = reason,
                ExitCode = signals.ExitCode,
                Signals = signals,
                WorkingDirectory = _workingDirectory,
                SearchPath = _searchPath,
            };
        }
    }

    private async Task<StopSignals> SignalUntilEndedAsync(RunningCommand command, CommandProcesses processes, TimeSpan grace)
    {
        var programs = processes.Programs(ShellPid());
        await BeginAsync(command).ConfigureAwait(false);
        SignalCommand(command, processes, Signal.Interrupt);
        if (await EndsWithinAsync(command, grace / 10).ConfigureAwait(false))
        {
            return StopSignals.Interrupt;
        }

        // A fork of the shell that became its program only then has lost the interrupt together with the shell's handlers.
        processes.Programs(ShellPid()).Except(programs).ToList().ForEach(pid => ProcessTable.Signal(pid, Signal.Interrupt));
        if (await EndsWithinAsync(command, grace).ConfigureAwait(false)
            || (AskAgainIfMute(command) && await EndsWithinAsync(command, grace).ConfigureAwait(false)))
        {
            return StopSignals.Interrupt;
        }

        SignalCommand(command, processes, Signal.Terminate);
        SignalCommand(command, processes, Signal.Continue);
        if (await EndsWithinAsync(command, grace).ConfigureAwait(false))
        {
            return StopSignals.Terminate;
        }

        // A shell loop starts the next program when one is killed, so ask more than once before the shell itself must go.
        for (var round = 0; round < 3; round++)
        {
            processes.KillAll(ShellPid());
            if (await EndsWithinAsync(command, grace / 3).ConfigureAwait(false))
            {
                return StopSignals.Kill;
            }
        }

        lock (_gate)
        {
            if (_command == command && _shell is { } shell)
            {
                LogShellKilled(shell.Pid);
                ProcessTable.Signal(shell.Pid, Signal.Kill);
            }
        }

        await command.Ended.ConfigureAwait(false);
        return StopSignals.KillShell;
    }

    // Until the shell has read the command: an interrupt before would cut the line, and bash would run the rest of it.
    private async Task BeginAsync(RunningCommand command)
    {
        for (var look = 0; look < MostLooks && ShellOf(command) is { IsAtOurLines: true } && !command.Ended.IsCompleted; look++)
        {
            // Nothing tells when a process opens a file; the end of the command does when it was over already.
            await command.Ended.WaitAsync(s_betweenLooks).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool AskAgainIfMute(RunningCommand command)
    {
        if (ShellOf(command) is not { } shell || !shell.HasLostItsVoice())
        {
            return false;
        }

        lock (_gate)
        {
            // It may have reported meanwhile, and wait for the next command.
            if (_command != command || _shell != shell)
            {
                return false;
            }

            // Should the interrupt have cut a line within quotes, bash waits for their end; another makes it forget them too.
            ProcessTable.Signal(shell.Pid, Signal.Interrupt);
            return AskAgain(command, shell);
        }
    }

    private void SignalCommand(RunningCommand command, CommandProcesses processes, Signal signal)
    {
        int shell;
        int foreground;
        lock (_gate)
        {
            if (_command != command || _shell is null)
            {
                return;
            }

            shell = _shell.Pid;
            foreground = _shell.Terminal.ForegroundGroup;
        }

        // As the terminal does for Ctrl+C: the group in the foreground, which is the shell's own while a builtin runs.
        if (foreground > 0 && (signal == Signal.Interrupt || foreground != shell))
        {
            ProcessTable.Signal(-foreground, signal);
        }

        foreach (var pid in processes.Find(shell))
        {
            if (ProcessTable.GroupOf(pid) != foreground)
            {
                ProcessTable.Signal(pid, signal);
            }
        }
    }

    // The shell that runs a command; none once it is over.
    private ShellProcess? ShellOf(RunningCommand command)
    {
        lock (_gate)
        {
            return _command == command ? _shell : null;
        }
    }

    private int ShellPid()
    {
        lock (_gate)
        {
            return _shell?.Pid ?? 0;
        }
    }

    private async Task<bool> EndsWithinAsync(RunningCommand command, TimeSpan time)
    {
        try
        {
            await command.Ended.WaitAsync(time, _time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
