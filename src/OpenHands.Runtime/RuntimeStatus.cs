namespace OpenHands;

/// <summary>A step of a runtime's start or stop, with its timing. Not an event: it is told as it happens and never stored.</summary>
/// <param name="Phase">A stable word for programs, such as <c>starting_executor</c>.</param>
/// <param name="Message">A sentence for people.</param>
/// <param name="Elapsed">Time since the start (or stop) began, when the phase was entered.</param>
public sealed record RuntimeStatus(string Phase, string Message, TimeSpan Elapsed);
