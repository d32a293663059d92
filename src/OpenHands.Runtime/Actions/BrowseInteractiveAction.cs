using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Drives the browser of the sandbox.</summary>
/// <param name="BrowserActions">Calls of the BrowserGym high-level action language, one per line.</param>
public sealed record BrowseInteractiveAction(string BrowserActions) : AgentAction("browse_interactive", isRunnable: true)
{
    /// <summary>Why the agent does it.</summary>
    public string Thought { get; init; } = "";

    /// <summary>Text for the user that the agent wrote as a browser call.</summary>
    [JsonPropertyName("browsergym_send_msg_to_user")]
    public string BrowserGymSendMessageToUser { get; init; } = "";

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    /// <inheritdoc />
    protected override string Describe() => $"Executing browser actions: {BrowserActions}";
}
