using System.Globalization;
using System.Runtime.InteropServices;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

/// <summary>Finds out whether the program in the foreground of a terminal is blocked in reading from it.</summary>
internal static class InputWait
{
    private static readonly string s_readCall = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "0" : "63";

    /// <summary>Whether a process of the foreground group reads from the terminal and there is nothing to read.</summary>
    /// <returns><see langword="false"/> also where the system does not let us see it: another user's process, some sandboxes.</returns>
    public static bool IsWaiting(ShellProcess shell)
    {
        var group = shell.Terminal.ForegroundGroup;
        if (group == 0 || shell.Terminal.HasUnreadInput)
        {
            return false;
        }

        return ReadsTerminal(shell.Pid, group, shell.Terminal.SlavePath)
            || ProcessTable.Descendants(shell.Pid).Exists(pid => ReadsTerminal(pid, group, shell.Terminal.SlavePath));
    }

    private static bool ReadsTerminal(int pid, int group, string terminalPath)
    {
        // number arg0 arg1 … when blocked in a system call, else "running" or nothing.
        var call = ProcessTable.TryRead($"/proc/{pid}/syscall").Split(' ', 3);
        if (call.Length < 3 || call[0] != s_readCall
            || !int.TryParse(call[1].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var descriptor)
            || ProcessTable.GroupOf(pid) != group)
        {
            return false;
        }

        try
        {
            var target = File.ResolveLinkTarget($"/proc/{pid}/fd/{descriptor}", returnFinalTarget: false)?.FullName;
            return target == terminalPath || target == "/dev/tty";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
