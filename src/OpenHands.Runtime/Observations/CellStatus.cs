using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>How a cell came to its observation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CellStatus>))]
public enum CellStatus
{
    /// <summary>It ran to its end.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>It raised an exception or could not be parsed; the content ends with the traceback.</summary>
    [JsonStringEnumMemberName("failed")]
    Failed,

    /// <summary>Its call was cancelled, and it was stopped.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>It took too long and was stopped.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>The kernel itself ended; the next cell runs in a fresh one.</summary>
    [JsonStringEnumMemberName("kernel_ended")]
    KernelEnded,
}
