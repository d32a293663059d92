using Microsoft.Extensions.Logging;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

// The one timer: timeouts, and whether the command waits for input.
internal sealed partial class BashSession
{
    private void OnTimer()
    {
        ShellProcess? shell;
        PendingCall? call;
        RunningCommand? command;
        long activity;
        lock (_gate)
        {
            call = _call;
            command = _command;
            shell = _shell;
            activity = _lastActivity;
            if (call is null || _isDisposed)
            {
                return;
            }

            var now = _time.GetTimestamp();
            if (now >= call.HardDeadline)
            {
                EndCall(call, CommandStatus.TimedOut);
                return;
            }

            if (now >= call.SoftDeadline)
            {
                EndCall(call, CommandStatus.Running);
                return;
            }

            var silentSince = Later(activity, _settings.InputSilence);
            if (now < silentSince || now < call.NextInputCheck || shell is null)
            {
                call.NextInputCheck = Math.Max(call.NextInputCheck, silentSince);
                Arm(call, now);
                return;
            }
        }

        // Looking takes a while: not under the lock, which output needs.
        var isWaiting = InputWait.IsWaiting(shell);
        var isMute = shell.HasLostItsVoice();
        lock (_gate)
        {
            if (_call != call)
            {
                return;
            }

            if (isMute && _command is { } mute && mute == command && !AskAgain(mute, shell))
            {
                // Its end answers the call.
                LogShellMute(shell.Pid);
                ProcessTable.Signal(shell.Pid, Signal.Kill);
                return;
            }

            var now = _time.GetTimestamp();
            if (isWaiting && _lastActivity == activity)
            {
                EndCall(call, CommandStatus.WaitingForInput);
                return;
            }

            // A long computation is looked at less and less often.
            var silence = _time.GetElapsedTime(activity, now);
            call.NextInputCheck = Later(now, silence < s_longestInputCheck ? silence : s_longestInputCheck);
            Arm(call, now);
        }
    }

    // Under the lock. False when it was asked before and still says nothing.
    private static bool AskAgain(RunningCommand command, ShellProcess shell)
    {
        if (command.WasAskedAgain)
        {
            return false;
        }

        command.WasAskedAgain = true;
        shell.AskAgain(command.Id, command.Marker);
        return true;
    }

    private void Arm(PendingCall call, long now)
    {
        var next = Math.Min(call.NextInputCheck, Math.Min(call.HardDeadline, call.SoftDeadline));
        var wait = _time.GetElapsedTime(now, next);
        _timer.Change(wait > TimeSpan.Zero ? wait + TimeSpan.FromMilliseconds(1) : TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private long Later(long timestamp, TimeSpan time)
    {
        var ticks = time.TotalSeconds * _time.TimestampFrequency;
        return ticks >= long.MaxValue - timestamp ? long.MaxValue : timestamp + (long)ticks;
    }

    [LoggerMessage(LogLevel.Warning, "A command left shell {Pid} without a way to report; it was killed.")]
    private partial void LogShellMute(int pid);
}
