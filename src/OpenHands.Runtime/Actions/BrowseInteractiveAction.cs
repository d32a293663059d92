using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Drives the browser of the sandbox.</summary>
/// <param name="BrowserActions">Calls of the BrowserGym high-level action language, one per line.</param>
public sealed record BrowseInteractiveAction(string BrowserActions) : AgentAction("browse_interactive", isRunnable: true), IConfirmable
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>Text for the user that the agent wrote as a browser call.</summary>
    [JsonPropertyName("browsergym_send_msg_to_user")]
    public string BrowserGymSendMessageToUser { get; init; } = "";

    /// <summary>Whether the user agreed. Not in 0.9.3, which never asked for this action; written only when the user has not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ConfirmationStatus IsConfirmed { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    AgentAction IConfirmable.WithConfirmation(ConfirmationStatus status, SecurityRisk? risk) => this with { IsConfirmed = status, SecurityRisk = risk };

    AgentAction IConfirmable.WithoutThought() => this with { Thought = "" };

    /// <inheritdoc />
    protected override string Describe() => $"Executing browser actions: {BrowserActions}";
}
