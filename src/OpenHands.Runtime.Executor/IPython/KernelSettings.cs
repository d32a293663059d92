using OpenHands.Execution.Bash;

namespace OpenHands.Execution.IPython;

/// <summary>What an <see cref="IPythonSession"/> needs to know.</summary>
internal sealed record KernelSettings
{
    /// <summary>Path of Python.</summary>
    public required string Program { get; init; }

    /// <summary>Where the kernel's own files and sockets lie.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>How much output is kept where; for the next kernel when it is changed.</summary>
    public required OutputLimits Output { get; set; }

    /// <summary>How much rather than other processes the kernel stops this when memory is short: 0 to 1000; <see langword="null"/>: as this process.</summary>
    public int? OomScoreAdjustment { get; init; }

    /// <summary>Most bytes of one cell.</summary>
    public required int MaxCodeBytes { get; init; }

    /// <summary>How long a kernel may take to answer for the first time. Default 60 s.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a cell has after each of three interrupts before its kernel is killed. Default 1 s.</summary>
    public TimeSpan InterruptGrace { get; init; } = TimeSpan.FromSeconds(1);
}
