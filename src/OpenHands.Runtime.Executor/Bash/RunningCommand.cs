using OpenHands.Execution.Processes;

namespace OpenHands.Execution.Bash;

/// <summary>A command in the shell, whether a caller waits for it or not.</summary>
/// <param name="id">Its number within the session.</param>
/// <param name="marker">The value of <see cref="ShellScript.CommandMarker"/> in the environment of its programs.</param>
/// <param name="shellMarker">The <c>NAME=value</c> in the environment of everything in the session.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class RunningCommand(long id, string marker, string shellMarker, TimeProvider time)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _begun = time.GetTimestamp();

    public long Id { get; } = id;

    public string Marker { get; } = marker;

    /// <summary>Whether its end was asked for once more.</summary>
    public bool WasAskedAgain { get; set; }

    /// <summary>Completes when the command or its shell has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Its processes. Asked for only when it must be stopped, so that running a command costs no look at <c>/proc</c>.</summary>
    public CommandProcesses Processes()
    {
        var elapsed = (long)Math.Ceiling(time.GetElapsedTime(_begun).TotalSeconds * 100);
        return new CommandProcesses(shellMarker, ShellScript.CommandMarker, Marker, ProcessTable.Now() - elapsed);
    }

    public void SetEnded() => _ended.TrySetResult();
}
