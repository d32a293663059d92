using OpenHands;

namespace WriteAPlugin;

/// <summary>Asks how long a text file is: <c>{"action":"count","args":{"path":"readme.md"}}</c>.</summary>
public sealed record CountAction(string Path) : AgentAction("count", isRunnable: true)
{
    protected override string Describe() => $"Counting {Path}";
}
