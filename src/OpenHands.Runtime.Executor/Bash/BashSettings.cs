namespace OpenHands.Execution.Bash;

/// <summary>What a <see cref="BashSession"/> needs to know. What can be set counts from the next command on.</summary>
internal sealed class BashSettings
{
    /// <summary>Path of bash.</summary>
    public required string Program { get; init; }

    /// <summary>Where the first shell starts.</summary>
    public required string WorkspacePath { get; init; }

    /// <summary>How much output is kept where.</summary>
    public required OutputLimits Output { get; set; }

    /// <summary>How long a command that is not blocking keeps its caller waiting.</summary>
    public required TimeSpan SoftTimeout { get; set; }

    /// <summary>How much rather than other processes the kernel stops shells when memory is short: 0 to 1000. Default <see langword="null"/>: as this process.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>Most bytes of one command. Default 16 MiB.</summary>
    public int MaxCommandBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long output must be silent before we look whether a command waits for input. Default 200 ms.</summary>
    public TimeSpan InputSilence { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a command that is being stopped has after each signal. Default 1 s.</summary>
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long it has when its caller cancelled. Default 50 ms.</summary>
    public TimeSpan CancelGrace { get; init; } = TimeSpan.FromMilliseconds(50);
}
