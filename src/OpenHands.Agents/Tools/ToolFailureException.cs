namespace OpenHands.Agents.Tools;

/// <summary>The call came to nothing for a reason that the model can act upon: it becomes the result.</summary>
/// <param name="message">What happened, to what, and what to do.</param>
internal sealed class ToolFailureException(string message) : Exception(message);
