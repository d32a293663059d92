using System.Text;

namespace OpenHands.Execution.Processes;

/// <summary>Finds the processes of one command among all that its shell ever started, wherever they went in the process tree.</summary>
/// <param name="shellMarker"><c>NAME=value</c> in the environment of everything that the shell starts.</param>
/// <param name="commandVariable">Name of the variable that tells commands apart in the environment of the programs they start.</param>
/// <param name="command">Its value for this command.</param>
/// <param name="startedAt">When the command began, on the clock of <see cref="ProcessTable.Now"/>; rather too early than too late.</param>
/// <remarks>
/// A program is known by its variable. A subshell is a fork without exec and shows the shell's environment; so does nothing at all a
/// program that was given an empty one. Those are known by having started after the command did, and not from a job of an earlier one.
/// </remarks>
internal sealed class CommandProcesses(string shellMarker, string commandVariable, string command, long startedAt)
{
    // A process can fork while we look; a fork bomb must not keep us for ever.
    private const int MaxRounds = 20;

    private readonly byte[] _shellMarker = Encoding.UTF8.GetBytes(shellMarker);
    private readonly byte[] _commandVariable = Encoding.UTF8.GetBytes(commandVariable + "=");

    /// <summary>The processes that are there now.</summary>
    /// <param name="shellPid">The shell itself, which is not one of them.</param>
    public List<int> Find(int shellPid)
    {
        var ofShell = ProcessTable.WithEnvironment([_shellMarker]).ToHashSet();
        if (shellPid > 0)
        {
            ofShell.UnionWith(ProcessTable.Descendants(shellPid));
        }

        ofShell.Remove(shellPid);
        return [.. ofShell.Where(pid => IsOurs(pid, ofShell))];
    }

    /// <summary>Those among them that are programs which the command started, not forks of the shell.</summary>
    /// <inheritdoc cref="Find" path="/param"/>
    public List<int> Programs(int shellPid) => Find(shellPid).FindAll(pid => ProcessTable.EnvironmentValue(pid, _commandVariable) == command);

    /// <summary>Kills them until none is left.</summary>
    public void KillAll(int shellPid)
    {
        var killed = new HashSet<int>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var found = Find(shellPid);
            if (found.TrueForAll(killed.Contains))
            {
                return;
            }

            foreach (var pid in found)
            {
                killed.Add(pid);
                ProcessTable.Signal(pid, Signal.Kill);
            }
        }
    }

    // The nearest process that says whose it is decides for all that it started.
    private bool IsOurs(int pid, HashSet<int> ofShell)
    {
        for (; ofShell.Contains(pid); pid = ProcessTable.ParentOf(pid))
        {
            if (ProcessTable.EnvironmentValue(pid, _commandVariable) is { } value)
            {
                return value == command;
            }

            if (ProcessTable.StartOf(pid) < startedAt)
            {
                return false;
            }
        }

        return true;
    }
}
