namespace OpenHands.Tests.Golden;

/// <summary>One recorded answer beside ours.</summary>
/// <param name="Name">File, row and aspect, like <c>actions/run/full/memory</c>.</param>
/// <param name="Recorded">What 0.9.3 answered.</param>
/// <param name="Ours">What ours answers.</param>
internal sealed record Facet(string Name, string Recorded, string Ours)
{
    public bool IsEqual => Recorded == Ours;

    public static Facet Of(string name, object recorded, object ours) => new(name, recorded.ToString()!, ours.ToString()!);
}
