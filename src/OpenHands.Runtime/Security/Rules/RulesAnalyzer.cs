using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands.Security;

/// <summary>Judges actions by a <see cref="SecurityPolicy"/>, in this process and without running anything.</summary>
/// <remarks>
/// <para>
/// It reads commands as bash would: quotes, lists, pipes, substitutions, <c>sudo</c>, <c>env</c>, <c>sh -c</c>, here-documents; and cells as Python would. Whatever it cannot see is
/// <see cref="SecurityRisk.Unknown"/>, never <see cref="SecurityRisk.Low"/>: names that are computed, files that are run, hidden code, what changes the meaning of later commands.
/// </para>
/// <para>Safe for concurrent use; it remembers nothing between actions. It is advice for whoever gives consent, and no sandbox.</para>
/// </remarks>
/// <param name="policy">The rules; <see cref="SecurityPolicy.Default"/> when left out.</param>
/// <param name="loggerFactory">Where verdicts are logged; <see langword="null"/> for nowhere. Reasons, which may quote commands, are logged at trace level.</param>
public sealed partial class RulesAnalyzer(SecurityPolicy? policy = null, ILoggerFactory? loggerFactory = null) : IPolicyAnalyzer
{
    /// <summary>The <see cref="Name"/>.</summary>
    public const string AnalyzerName = "rules";

    private readonly ILogger _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<RulesAnalyzer>();
    private volatile Rulebook _rules = new(policy ?? SecurityPolicy.Default);

    /// <inheritdoc />
    public string Name => AnalyzerName;

    /// <summary>The rules. A change counts from the next action on.</summary>
    public SecurityPolicy Policy
    {
        get => _rules.Policy;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _rules = new Rulebook(value);
        }
    }

    /// <inheritdoc />
    public string PolicyText
    {
        get => Policy.ToJson();
        set => Policy = SecurityPolicy.Parse(value);
    }

    /// <summary>Judges an action. Never throws for what is in it, and takes time in proportion to its length.</summary>
    /// <param name="action">The action; nothing of it is run.</param>
    public SecurityVerdict Judge(AgentAction action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return _rules.Judge(action);
    }

    /// <inheritdoc />
    public Task<SecurityRisk> AnalyzeAsync(AgentAction action, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var verdict = Judge(action);
        LogVerdict(action.ActionType, verdict.Risk);
        LogReason(action.ActionType, verdict.Reason);
        return Task.FromResult(verdict.Risk);
    }

    [LoggerMessage(LogLevel.Debug, "An action {ActionType} is of risk {Risk}.")]
    private partial void LogVerdict(string actionType, SecurityRisk risk);

    [LoggerMessage(LogLevel.Trace, "The verdict on {ActionType}: {Reason}")]
    private partial void LogReason(string actionType, string reason);
}
