using System.Text.Json.Serialization;

namespace OpenHands;

/// <summary>How a command came to its observation.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CommandStatus>))]
public enum CommandStatus
{
    /// <summary>It ended by itself.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>It goes on; the exit code is −1. Continue it with an empty command, send it input, or interrupt it.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It reads from the terminal and nothing came; the exit code is −1.</summary>
    [JsonStringEnumMemberName("waiting_for_input")]
    WaitingForInput,

    /// <summary>It was stopped by a key or a cancelled call.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,

    /// <summary>It took too long and was stopped with everything it had started.</summary>
    [JsonStringEnumMemberName("timed_out")]
    TimedOut,

    /// <summary>The shell itself ended; the next command runs in a fresh one.</summary>
    [JsonStringEnumMemberName("shell_ended")]
    ShellEnded,
}
