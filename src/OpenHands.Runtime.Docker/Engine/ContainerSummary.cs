namespace OpenHands.Docker;

/// <summary>A line of the list of containers.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">The engine's word: <c>running</c>, <c>exited</c>…</param>
/// <param name="Created">When it was made.</param>
/// <param name="Labels">Its labels.</param>
internal sealed record ContainerSummary(string Id, string Name, string Status, DateTimeOffset Created, IReadOnlyDictionary<string, string> Labels);
