using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>What the model is asked.</summary>
/// <param name="Messages">The conversation.</param>
/// <param name="Options">How it is asked.</param>
internal sealed record Question(List<ChatMessage> Messages, ChatOptions Options);
