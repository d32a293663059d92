using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>How far a task is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentTaskState>))]
public enum AgentTaskState
{
    /// <summary>Nobody has begun.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Done.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>Given up.</summary>
    [JsonStringEnumMemberName("abandoned")]
    Abandoned,

    /// <summary>Somebody is at it.</summary>
    [JsonStringEnumMemberName("in_progress")]
    InProgress,

    /// <summary>Done and checked.</summary>
    [JsonStringEnumMemberName("verified")]
    Verified,
}
