namespace OpenHands.Docker;

/// <summary>How a container is.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">The engine's word: <c>created</c>, <c>running</c>, <c>paused</c>, <c>exited</c>, <c>dead</c>…</param>
/// <param name="ExitCode">The exit code of its first process, once that ended.</param>
/// <param name="OutOfMemory">Whether its first process was killed because memory ran out.</param>
/// <param name="Error">What the engine says went wrong; empty for nothing.</param>
/// <param name="Finished">When its first process ended, if it has.</param>
/// <param name="Process">The number of its first process, for the engine's machine; 0 while it does not run.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record ContainerState(
    string Id, string Name, string Status, long ExitCode, bool OutOfMemory, string Error, DateTimeOffset? Finished, int Process, IReadOnlyDictionary<string, string> Labels)
{
    public bool IsRunning => Status == "running";

    public bool IsPaused => Status == "paused";
}
