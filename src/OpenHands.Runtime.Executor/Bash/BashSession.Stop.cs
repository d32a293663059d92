using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

// How a command is stopped.
internal sealed partial class BashSession
{
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
        SignalCommand(command, processes, Signal.Interrupt);
        if (await EndsWithinAsync(command, grace).ConfigureAwait(false))
        {
            return StopSignals.Interrupt;
        }

        if (AskAgainIfMute(command) && await EndsWithinAsync(command, grace).ConfigureAwait(false))
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

    private bool AskAgainIfMute(RunningCommand command)
    {
        ShellProcess? shell;
        lock (_gate)
        {
            shell = _shell;
        }

        var isMute = shell?.HasLostItsVoice() == true;
        lock (_gate)
        {
            return isMute && _command == command && _shell == shell && AskAgain(command, shell!);
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
