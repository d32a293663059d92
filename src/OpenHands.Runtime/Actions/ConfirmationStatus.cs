using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>Whether the user agreed to an action.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConfirmationStatus>))]
public enum ConfirmationStatus
{
    /// <summary>It may run.</summary>
    [JsonStringEnumMemberName("confirmed")]
    Confirmed,

    /// <summary>The user said no; the runtime answers with a <see cref="UserRejectObservation"/>.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>The user has not answered yet; the runtime does nothing.</summary>
    [JsonStringEnumMemberName("awaiting_confirmation")]
    AwaitingConfirmation,
}
