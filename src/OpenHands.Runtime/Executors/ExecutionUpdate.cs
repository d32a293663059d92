namespace OpenHands;

/// <summary>What <c>Runtime.StreamAsync</c> yields: output while the action runs, then its observation.</summary>
public abstract record ExecutionUpdate
{
    private ExecutionUpdate()
    {
    }

    /// <summary>Output of the running action.</summary>
    /// <param name="Chunk">The output.</param>
    public sealed record Output(OutputChunk Chunk) : ExecutionUpdate;

    /// <summary>The end: always the last update, exactly once.</summary>
    /// <param name="Observation">The observation as it was published.</param>
    public sealed record Completed(Observation Observation) : ExecutionUpdate;
}
