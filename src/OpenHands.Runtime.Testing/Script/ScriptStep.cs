namespace OpenHands.Testing;

/// <summary>One answer of a script.</summary>
/// <param name="Answer">Makes the observation, or throws.</param>
internal sealed record ScriptStep(Func<AgentAction, CancellationToken, Task<Observation>> Answer)
{
    /// <summary>How long it takes; <see langword="null"/> for the runtime's own latency.</summary>
    public TimeSpan? Latency { get; init; }

    /// <summary>Output that comes while it takes its time; <see langword="null"/> for that of the observation, in one piece.</summary>
    public IReadOnlyList<string>? Output { get; init; }

    /// <summary>Whether the connection is cut in its place.</summary>
    public bool CutsConnection { get; init; }
}
