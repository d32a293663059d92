using System.IO.Enumeration;

namespace OpenHands.Tests.Golden;

/// <summary>Something that ours does otherwise than OpenHands 0.9.3, on purpose.</summary>
/// <param name="Id">Short name.</param>
/// <param name="Why">What ours does instead, and why.</param>
/// <param name="Facets">Recorded answers that it concerns, with <c>*</c> for any characters. Every one of them must really differ.</param>
internal sealed record DeliberateDifference(string Id, string Why, params string[] Facets)
{
    /// <summary>Tests that show what ours does, as <c>Class.Method</c>.</summary>
    public string[] ShownBy { get; init; } = [];

    public bool Covers(Facet facet) => Facets.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, facet.Name, ignoreCase: false));
}
