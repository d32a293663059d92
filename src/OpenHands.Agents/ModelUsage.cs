namespace OpenHands.Agents;

/// <summary>What an agent has asked of its model so far.</summary>
/// <param name="Calls">Questions that were answered, repetitions after broken connections included.</param>
/// <param name="InputTokens">Tokens of the questions.</param>
/// <param name="CachedInputTokens">Those of them that the endpoint had cached.</param>
/// <param name="OutputTokens">Tokens of the answers.</param>
/// <param name="Cost">US dollars, by the prices of <see cref="ModelOptions"/>.</param>
/// <remarks>Where an endpoint does not say how many tokens there were, they are estimated.</remarks>
public sealed record ModelUsage(long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, double Cost)
{
    /// <summary>Nothing yet.</summary>
    public static ModelUsage None { get; } = new(0, 0, 0, 0, 0);
}
