using OpenHands;

namespace WriteAPlugin;

/// <summary>How long it is: <c>{"observation":"count","content":"…","extras":{"path":"readme.md","lines":3,"words":20}}</c>.</summary>
public sealed record CountObservation(string Path, int Lines, int Words) : Observation("count")
{
    protected override string Describe() => $"{Path} has {Lines} lines and {Words} words.";
}
