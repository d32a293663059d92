using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Whether a limit holds the agent back.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TrafficState>))]
public enum TrafficState
{
    /// <summary>No limit is reached.</summary>
    [JsonStringEnumMemberName("normal")]
    Normal,

    /// <summary>A limit is reached; resuming raises it.</summary>
    [JsonStringEnumMemberName("throttling")]
    Throttling,
}
