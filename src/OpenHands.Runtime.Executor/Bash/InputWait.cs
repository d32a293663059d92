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

    /// <summary>What a process is blocked in reading from, such as <c>/dev/pts/3</c> or <c>pipe:[123]</c>.</summary>
    /// <returns><see langword="null"/> when it does something else, or cannot be seen.</returns>
    public static string? SourceOfRead(int pid)
    {
        // number arg0 arg1 … when blocked in a system call, else "running" or nothing.
        var call = ProcessTable.TryRead($"/proc/{pid}/syscall").Split(' ', 3);
        return call.Length == 3 && call[0] == s_readCall
            && int.TryParse(call[1].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var descriptor)
            ? ProcessTable.TryReadLink($"/proc/{pid}/fd/{descriptor}")
            : null;
    }

    private static bool ReadsTerminal(int pid, int group, string terminalPath) =>
        SourceOfRead(pid) is { } source && (source == terminalPath || source == "/dev/tty") && ProcessTable.GroupOf(pid) == group;
}
