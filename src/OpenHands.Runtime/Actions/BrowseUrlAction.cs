using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Opens a page in the browser of the sandbox.</summary>
/// <param name="Url">An address, or a path relative to the sandbox's working directory.</param>
public sealed record BrowseUrlAction(string Url) : AgentAction("browse", isRunnable: true), IConfirmable
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>Whether the user agreed. Not in 0.9.3, which never asked for this action; written only when the user has not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConfirmationStatus IsConfirmed { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    AgentAction IConfirmable.WithConfirmation(ConfirmationStatus status, SecurityRisk? risk) => this with { IsConfirmed = status, SecurityRisk = risk };

    AgentAction IConfirmable.WithoutThought() => this with { Thought = "" };

    /// <inheritdoc />
    protected override string Describe() => $"Browsing URL: {Url}";
}
