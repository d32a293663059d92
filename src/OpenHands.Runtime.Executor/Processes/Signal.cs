namespace OpenHands.Execution.Processes;

/// <summary>The signals we send, by their Linux numbers.</summary>
internal enum Signal
{
    Hangup = 1,
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
    Continue = 18,
}
