using System.Text;

namespace OpenHands.Execution.Processes;

/// <summary>Finds the processes of one command among all that its shell ever started, wherever they went in the process tree.</summary>
/// <param name="shellMarker"><c>NAME=value</c> in the environment of everything that the shell starts.</param>
/// <param name="commandMarker"><c>NAME=value</c> in the environment of the programs that the command starts.</param>
/// <param name="startedAt">When the command began, on the clock of <see cref="ProcessTable.Now"/>.</param>
/// <remarks>
/// A program is known by the command's marker. A subshell is a fork without exec, shows the shell's environment, and is known by having
/// started after the command did. Jobs of earlier commands match neither.
/// </remarks>
internal sealed class CommandProcesses(string shellMarker, string commandMarker, long startedAt)
{
    // A process can fork while we look; a fork bomb must not keep us for ever.
    private const int MaxRounds = 20;

    private readonly byte[] _shellMarker = Encoding.UTF8.GetBytes(shellMarker);
    private readonly byte[] _commandMarker = Encoding.UTF8.GetBytes(commandMarker);

    /// <summary>The processes that are there now.</summary>
    /// <param name="shellPid">The shell itself, which is not one of them.</param>
    public List<int> Find(int shellPid) =>
        ProcessTable.WithEnvironment([_shellMarker]).FindAll(pid => pid != shellPid
            && (ProcessTable.StartOf(pid) >= startedAt || ProcessTable.HasEnvironment(pid, _commandMarker)));

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
}
