using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Words between the user and the agent.</summary>
/// <param name="Content">The text.</param>
public sealed record MessageAction(string Content) : AgentAction("message", isRunnable: false)
{
    /// <summary>Pictures: addresses or <c>data:</c> URLs. Written as <c>null</c> when there are none.</summary>
    [JsonPropertyName("images_urls")]
    public StringList? ImagesUrls { get; init; }

    /// <summary>Whether the agent stops until the user answers. Default <see langword="false"/>.</summary>
    public bool WaitForResponse { get; init; }

    /// <summary>What the security analyzer said, if one looked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SecurityRisk? SecurityRisk { get; init; }

    /// <inheritdoc />
    protected override string Describe() => Content;
}
