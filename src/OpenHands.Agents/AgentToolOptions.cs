using Microsoft.Extensions.Logging;

namespace OpenHands.Agents;

/// <summary>How the tools of a runtime behave. Read once, when the tools are made.</summary>
public sealed class AgentToolOptions
{
    /// <summary>
    /// Most characters of what one call returns to the model, apart from a few lines that the tool adds. Longer output keeps its head and
    /// tail, and says where the rest is. Default 30,000. Between 1,000 and 10,000,000.
    /// </summary>
    public int MaxResultLength { get; set; } = 30_000;

    /// <summary>Most lines that one reading of a file returns. Default 1,000. Between 1 and 100,000.</summary>
    public int MaxReadLines { get; set; } = 1_000;

    /// <summary>Most entries of a listing, and most lines of a search. Default 200. Between 1 and 100,000.</summary>
    public int MaxMatches { get; set; } = 200;

    /// <summary>
    /// How long a command or a cell may take when the model does not say; <see langword="null"/>, the default, for
    /// <see cref="RuntimeOptions.ActionTimeout"/>. Between 1 s and <see cref="MaxTimeout"/>.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>The longest time that the model may ask for. Default 1 h. Between 1 s and 24 h.</summary>
    public TimeSpan MaxTimeout { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Judges each action before it runs; its verdict is recorded with the action. Default none. One that fails counts as <see cref="SecurityRisk.Unknown"/>.</summary>
    public ISecurityAnalyzer? SecurityAnalyzer { get; set; }

    /// <summary>How long the analyzer may take; after that the risk is <see cref="SecurityRisk.Unknown"/>. Default 30 s. Between 1 ms and 24 h.</summary>
    public TimeSpan AnalysisTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where it is said that an analyzer failed. Default nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>
    /// Which actions <see cref="Approve"/> is asked about. <see langword="null"/>, the default, for all of them. One that asks needs an
    /// <see cref="Approve"/>.
    /// </summary>
    public ConfirmationPolicy? ConfirmationPolicy { get; set; }

    /// <summary>
    /// Says whether an action may run, from the action, its risk (<see langword="null"/> without an analyzer) and the call's cancellation token. One that is refused
    /// is recorded as rejected, and the model is told so. Called at the same time for calls that are made at the same time. An exception ends the
    /// call; nothing runs. Default none: everything may run.
    /// </summary>
    public Func<AgentAction, SecurityRisk?, CancellationToken, Task<bool>>? Approve { get; set; }

    /// <summary>
    /// Whether screenshots and plots are returned beside the text: a result with images is then an array of <c>AIContent</c>, the text first. <see langword="null"/>, the
    /// default, for clients of the Model Context Protocol only: many endpoints take no images in the results of tools.
    /// </summary>
    public bool? ReturnImages { get; set; }

    /// <summary>These options as they are now.</summary>
    internal AgentToolOptions Copy() => (AgentToolOptions)MemberwiseClone();

    /// <summary>Throws when the options cannot be.</summary>
    /// <exception cref="ArgumentException">One is wrong; the message names every one that is.</exception>
    internal void ThrowIfInvalid()
    {
        string[] problems = [.. Problems()];
        if (problems.Length > 0)
        {
            throw new ArgumentException(string.Join(' ', problems));
        }
    }

    /// <summary>What is wrong with them, a sentence each.</summary>
    internal IEnumerable<string> Problems()
    {
        (string Option, int Value, int Least, int Most)[] numbers =
        [
            (nameof(MaxResultLength), MaxResultLength, 1_000, 10_000_000),
            (nameof(MaxReadLines), MaxReadLines, 1, 100_000),
            (nameof(MaxMatches), MaxMatches, 1, 100_000),
        ];
        foreach (var (option, value, least, most) in numbers.Where(number => number.Value < number.Least || number.Value > number.Most))
        {
            yield return $"{option} is {value}; it must be between {least} and {most}.";
        }

        if (AnalysisTimeout < TimeSpan.FromMilliseconds(1) || AnalysisTimeout > TimeSpan.FromHours(24))
        {
            yield return $"AnalysisTimeout is {AnalysisTimeout}; it must be between 1 ms and 24 h.";
        }

        if (MaxTimeout < TimeSpan.FromSeconds(1) || MaxTimeout > TimeSpan.FromHours(24))
        {
            yield return $"MaxTimeout is {MaxTimeout}; it must be between 1 s and 24 h.";
        }

        if (Timeout is { } timeout && (timeout < TimeSpan.FromSeconds(1) || timeout > MaxTimeout))
        {
            yield return $"Timeout is {timeout}; it must be between 1 s and MaxTimeout, {MaxTimeout}.";
        }

        if (Approve is null && ConfirmationPolicy is { } policy && policy.NeedsConfirmation(SecurityRisk.High))
        {
            yield return $"ConfirmationPolicy is '{policy}', but Approve is not set, so nobody could be asked.";
        }
    }
}
