namespace OpenHands;

/// <summary>What the model answered cannot be used: no action, a malformed one, an unknown one. Not the end: the agent is asked again.</summary>
/// <param name="message">What was wrong with it. The agent reads it in its history.</param>
/// <param name="innerException">What found it, if anything.</param>
public sealed class AgentResponseException(string message, Exception? innerException = null) : Exception(message, innerException);
