namespace OpenHands.Agents.Tools;

/// <summary>How a model is told to go on with a command that has not ended: in the words of what it can do.</summary>
/// <param name="Running">The command goes on.</param>
/// <param name="WaitingForInput">It reads from the terminal.</param>
/// <param name="TimedOut">It was stopped.</param>
/// <param name="Busy">Another command is running.</param>
/// <param name="Idle">None is running that could read the input.</param>
internal sealed record CommandWords(string Running, string WaitingForInput, string TimedOut, string Busy, string Idle)
{
    /// <summary>For models that call functions.</summary>
    public static CommandWords Tools { get; } = new(
        "Call send_input without text to wait for more output, with text to answer it, or interrupt to stop it.",
        "Call send_input with text to answer it, with key ctrl_d to end its input, or interrupt to stop it.",
        "Give it a longer timeout_seconds, or run it in the background with & and its output in a file.",
        "Call send_input without text to wait for it, with text to answer it, or interrupt to stop it.",
        "Use run for a new command.");

    /// <summary>For models that write tags.</summary>
    public static CommandWords Tags { get; } = new(
        "An empty <execute_bash></execute_bash> waits for more output, <execute_bash>ctrl+c</execute_bash> stops it.",
        "Answer it with <execute_bash input=\"true\">TEXT</execute_bash>, end its input with C-d in place of TEXT, or stop it with <execute_bash>ctrl+c</execute_bash>.",
        "Give it longer with <execute_bash timeout=\"600\">, or run it in the background with & and its output in a file.",
        "An empty <execute_bash></execute_bash> waits for it, <execute_bash input=\"true\">TEXT</execute_bash> answers it, <execute_bash>ctrl+c</execute_bash> stops it.",
        "Write the command without input=\"true\".");
}
