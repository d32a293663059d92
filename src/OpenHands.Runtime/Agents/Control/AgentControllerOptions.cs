namespace OpenHands;

/// <summary>How an <see cref="AgentController"/> behaves.</summary>
public sealed class AgentControllerOptions
{
    /// <summary>Steps that the agent, with those it calls, may take after each word of the user. 1 or more, default 100.</summary>
    public int MaxIterations { get; init; } = 100;

    /// <summary>What the session may cost, in US dollars, more than 0; <see langword="null"/>, the default, for no limit.</summary>
    public double? MaxBudget { get; init; }

    /// <summary>
    /// Whether nobody watches: a limit is then an error and ends the task. Otherwise it pauses the agent, and whoever resumes it grants as
    /// much again. Default <see langword="true"/>.
    /// </summary>
    public bool Headless { get; init; } = true;

    /// <summary>Which actions wait for the user's consent. Default <see cref="ConfirmationPolicy.Never"/>.</summary>
    public ConfirmationPolicy Confirmation { get; init; } = ConfirmationPolicy.Never;

    /// <summary>Judges every action before it is published; the verdict is stored with it. Default none.</summary>
    public ISecurityAnalyzer? SecurityAnalyzer { get; init; }

    /// <summary>How long the analyzer may take; after that the risk is <see cref="SecurityRisk.Unknown"/>. More than 0, default 30 s.</summary>
    public TimeSpan AnalysisTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long an action may stay without an observation beyond its own <see cref="AgentAction.Timeout"/>. Then the controller has it
    /// stopped, answers it with an <see cref="ErrorObservation"/>, and goes on. More than 0, default 3 minutes: one more than the usual
    /// <see cref="RuntimeOptions.ActionTimeout"/>.
    /// </summary>
    public TimeSpan AnswerDeadline { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>The agents that may be delegated to. Default none.</summary>
    public AgentRegistry Agents { get; init; } = new();

    /// <summary>How many agents may wait for one another. 0 or more, default 8.</summary>
    public int MaxDelegateLevel { get; init; } = 8;

    /// <summary>What the first agent is called with, an object. Default <c>{}</c>.</summary>
    public JsonPayload Inputs { get; init; } = JsonPayload.EmptyObject;

    /// <summary>Whether an agent that repeats itself without getting anywhere is stopped. Default <see langword="true"/>.</summary>
    public bool DetectLoops { get; init; } = true;

    /// <summary>
    /// About how many characters of events are kept in memory for the agent. The oldest after the first words of the user go first; they
    /// stay on the stream. 10,000 or more, default 16 million, which is more than models can read.
    /// </summary>
    public long HistoryLimit { get; init; } = 16_000_000;

    /// <summary>Where the controller's own state is kept between runs; <see langword="null"/>, the default, for nowhere.</summary>
    public IControllerStateStore? StateStore { get; init; }

    /// <summary>How long disposing waits for a step of the agent that ignores its cancellation. 0 or more, default 5 s.</summary>
    public TimeSpan DisposalTimeout { get; init; } = TimeSpan.FromSeconds(5);

    internal void Validate(string parameterName)
    {
        var problems = new List<string>();
        Require(MaxIterations >= 1, $"{nameof(MaxIterations)} is {MaxIterations}; it must be 1 or more.");
        Require(MaxBudget is null or > 0 && MaxBudget is not double.PositiveInfinity, $"{nameof(MaxBudget)} is {MaxBudget}; it must be more than 0 and finite, or null.");
        Require(AnalysisTimeout > TimeSpan.Zero, $"{nameof(AnalysisTimeout)} is {AnalysisTimeout}; it must be more than 0.");
        Require(AnswerDeadline > TimeSpan.Zero && AnswerDeadline <= TimeSpan.FromDays(1), $"{nameof(AnswerDeadline)} is {AnswerDeadline}; it must be more than 0 and at most a day.");
        Require(MaxDelegateLevel >= 0, $"{nameof(MaxDelegateLevel)} is {MaxDelegateLevel}; it must be 0 or more.");
        Require(HistoryLimit >= 10_000, $"{nameof(HistoryLimit)} is {HistoryLimit}; it must be 10,000 or more.");
        Require(DisposalTimeout >= TimeSpan.Zero, $"{nameof(DisposalTimeout)} is {DisposalTimeout}; it must be 0 or more.");
        Require(Confirmation is not null && Agents is not null && Inputs is not null, $"{nameof(Confirmation)}, {nameof(Agents)} and {nameof(Inputs)} must not be null.");
        if (problems.Count > 0)
        {
            throw new ArgumentException(string.Join(' ', problems), parameterName);
        }

        void Require(bool holds, string problem)
        {
            if (!holds)
            {
                problems.Add(problem);
            }
        }
    }
}
