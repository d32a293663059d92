using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>A part of the conversation between the agent and the world that is never taken apart.</summary>
/// <param name="Id">The event that it begins with.</param>
internal abstract record Turn(long Id)
{
    /// <summary>The user, or the machinery, said something.</summary>
    public sealed record Heard(long Id, string Text) : Turn(Id)
    {
        /// <summary>Pictures that came with it.</summary>
        public IReadOnlyList<AIContent> Images { get; init; } = [];
    }

    /// <summary>The agent said something and did nothing.</summary>
    public sealed record Said(long Id, string Text) : Turn(Id);

    /// <summary>The agent did something.</summary>
    /// <param name="Id">The event that it begins with.</param>
    /// <param name="Action">What.</param>
    /// <param name="Thought">Why.</param>
    /// <param name="Answer">What came of it; <see langword="null"/> when that is not known.</param>
    public sealed record Did(long Id, AgentAction Action, string Thought, Observation? Answer) : Turn(Id);
}
