using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Who caused an event. The wire knows exactly these two.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<EventSource>))]
public enum EventSource
{
    /// <summary>The agent, or the program that stands for it.</summary>
    [JsonStringEnumMemberName("agent")]
    Agent,

    /// <summary>The person the agent works for.</summary>
    [JsonStringEnumMemberName("user")]
    User,
}
