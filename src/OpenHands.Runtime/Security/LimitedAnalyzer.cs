using Microsoft.Extensions.Logging;

namespace OpenHands;

/// <summary>Asks an analyzer, if there is one, that may fail or hang: the risk is unknown then, and the log says why.</summary>
internal sealed partial class LimitedAnalyzer(ISecurityAnalyzer? analyzer, TimeSpan timeout, ILogger logger, TimeProvider time)
{
    private readonly ILogger _logger = logger;

    /// <summary>Judges an action.</summary>
    /// <returns>Its risk; <see langword="null"/> when there is no analyzer.</returns>
    /// <exception cref="OperationCanceledException">The caller has cancelled it.</exception>
    public async Task<SecurityRisk?> AnalyzeAsync(AgentAction action, CancellationToken cancellationToken)
    {
        if (analyzer is null)
        {
            return null;
        }

        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            // An analyzer that ignores its token keeps nobody waiting either, as long as it does not block.
            return await analyzer.AnalyzeAsync(action, either.Token).WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            LogNotAnalyzed(exception, analyzer.Name, limit.IsCancellationRequested ? $"did not answer within {timeout}" : "failed", action.ActionType);
            return SecurityRisk.Unknown;
        }
    }

    [LoggerMessage(LogLevel.Warning, "The security analyzer {Analyzer} {Reason} on an action of type {ActionType}; its risk is unknown.")]
    private partial void LogNotAnalyzed(Exception exception, string analyzer, string reason, string actionType);
}
