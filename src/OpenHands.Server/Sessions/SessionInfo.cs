using System.Text.Json.Serialization;

namespace OpenHands.Server;

/// <summary>What a list of sessions says about one.</summary>
/// <param name="Id">The session.</param>
/// <param name="IsLive">Whether it is open in this process. One that is only stored can be resumed with its token.</param>
/// <param name="State">What its agent is doing; <see langword="null"/> when it is not live.</param>
/// <param name="Clients">How many are connected to it.</param>
/// <param name="LatestEventId">Id of its last event; <see langword="null"/> when it is not live, −1 when it has none.</param>
/// <param name="LastActivity">When something happened in it last; <see langword="null"/> when it is not live.</param>
public sealed record SessionInfo(
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("is_live")] bool IsLive,
    [property: JsonPropertyName("state")] AgentState? State,
    [property: JsonPropertyName("clients")] int Clients,
    [property: JsonPropertyName("latest_event_id")] long? LatestEventId,
    [property: JsonPropertyName("last_activity")] DateTimeOffset? LastActivity);
