using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Opens a page in the browser of the sandbox.</summary>
/// <param name="Url">An address, or a path relative to the sandbox's working directory.</param>
public sealed record BrowseUrlAction(string Url) : AgentAction("browse", isRunnable: true)
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    /// <inheritdoc />
    protected override string Describe() => $"Browsing URL: {Url}";
}
