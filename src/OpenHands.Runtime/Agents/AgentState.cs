using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>What an agent's controller is doing. A word on the wire; web clients accept no other.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AgentState>))]
public enum AgentState
{
    /// <summary>The runtime is starting.</summary>
    [JsonStringEnumMemberName("loading")]
    Loading,

    /// <summary>Ready for a first task.</summary>
    [JsonStringEnumMemberName("init")]
    Init,

    /// <summary>At work.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>The agent asked the user something.</summary>
    [JsonStringEnumMemberName("awaiting_user_input")]
    AwaitingUserInput,

    /// <summary>Held by the user.</summary>
    [JsonStringEnumMemberName("paused")]
    Paused,

    /// <summary>Ended by the user.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>The agent is done.</summary>
    [JsonStringEnumMemberName("finished")]
    Finished,

    /// <summary>The agent refused the task.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>Something failed that the agent cannot mend.</summary>
    [JsonStringEnumMemberName("error")]
    Error,

    /// <summary>An action waits for the user's consent.</summary>
    [JsonStringEnumMemberName("awaiting_user_confirmation")]
    AwaitingUserConfirmation,

    /// <summary>The user agreed to the action.</summary>
    [JsonStringEnumMemberName("user_confirmed")]
    UserConfirmed,

    /// <summary>The user refused the action.</summary>
    [JsonStringEnumMemberName("user_rejected")]
    UserRejected,
}
