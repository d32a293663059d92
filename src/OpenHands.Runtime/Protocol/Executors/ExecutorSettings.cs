namespace OpenHands.Protocol;

/// <summary>What a client may set in a host that runs; what is left out stays as it is.</summary>
internal sealed record ExecutorSettings
{
    /// <summary>Seconds that a command which is not blocking keeps its caller waiting.</summary>
    public double? SoftTimeout { get; init; }

    /// <summary>Most bytes of output in one observation.</summary>
    public int? MaxOutputBytes { get; init; }

    /// <summary>Most bytes of the file that keeps longer output; 0 for none.</summary>
    public long? MaxOutputFileBytes { get; init; }
}
