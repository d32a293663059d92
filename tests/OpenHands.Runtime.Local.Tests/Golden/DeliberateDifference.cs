namespace OpenHands.Local.Tests.Golden;

/// <summary>Something that ours answers otherwise than OpenHands 0.9.3 did, on purpose.</summary>
/// <param name="Rows">The recorded rows that it concerns. Each of them must really differ.</param>
/// <param name="Why">What ours does instead, and why.</param>
/// <param name="ExitCode">The exit code that ours answers; <see langword="null"/> when it is no command.</param>
/// <param name="Content">The content that ours answers, before the prompt block.</param>
internal sealed record DeliberateDifference(string[] Rows, string Why, int? ExitCode, string Content)
{
    /// <summary>The wire word of the observation. Default that of a command.</summary>
    public string Observation { get; init; } = "run";

    /// <summary>Whether the prompt block follows. Default <see langword="true"/>.</summary>
    public bool HasPrompt { get; init; } = true;

    /// <summary>What must be sent before the next row, because ours is still running what 0.9.3 had stopped.</summary>
    public string? ThenSend { get; init; }
}
