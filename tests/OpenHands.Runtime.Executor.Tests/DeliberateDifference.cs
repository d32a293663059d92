namespace OpenHands.Execution.Tests;

/// <summary>A rule by which ours differs from 0.9.3, with the reason. One that no row needs is a mistake in the list.</summary>
internal sealed record DeliberateDifference<TRow>(string Name, string Reason, Func<TRow, bool> Applies);
