namespace OpenHands.Security;

/// <summary>How risky an action is, and why.</summary>
/// <param name="Risk">The risk.</param>
/// <param name="Reason">One sentence for people. It may quote the action.</param>
public sealed record SecurityVerdict(SecurityRisk Risk, string Reason);
