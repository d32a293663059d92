using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>Takes in one answer of the model while it comes, and says what it means.</summary>
internal abstract class AnswerReader
{
    /// <summary>Takes in the next piece.</summary>
    /// <returns>Whether the rest of the answer is of no interest.</returns>
    public abstract bool Add(ChatResponseUpdate update);

    /// <summary>What the model wants to do, when the answer is over. Words alone are a message that waits for the user.</summary>
    /// <exception cref="AgentResponseException">The answer is of no use; the message tells the model why.</exception>
    public abstract AgentAction Complete();

    /// <summary>The answer and what is wrong with it, as the next messages of the conversation.</summary>
    public abstract IReadOnlyList<ChatMessage> Feedback(string problem);

    /// <summary>The answer as a message of the conversation, without anything that asks for a result.</summary>
    protected static IReadOnlyList<ChatMessage> Feedback(string said, string problem) =>
    [
        new ChatMessage(ChatRole.Assistant, said.Length > 0 ? said : "(empty)"),
        new ChatMessage(ChatRole.User, $"Error: {problem}"),
    ];
}
