namespace OpenHands;

/// <summary>Judges actions before they run.</summary>
/// <remarks>Called for one action at a time, and awaited: an action does not run beside its own analysis. Safe for concurrent sessions.</remarks>
public interface ISecurityAnalyzer
{
    /// <summary>The name that configurations use.</summary>
    string Name { get; }

    /// <summary>Judges one action.</summary>
    /// <param name="action">The action about to run.</param>
    /// <param name="cancellationToken">Cancels the analysis; the action is then not run.</param>
    /// <returns>The risk. <see cref="SecurityRisk.Unknown"/> never counts as consent.</returns>
    Task<SecurityRisk> AnalyzeAsync(AgentAction action, CancellationToken cancellationToken = default);
}
