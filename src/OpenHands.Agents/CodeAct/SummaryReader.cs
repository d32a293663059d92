using System.Text;
using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>Reads an answer that is nothing but text.</summary>
internal sealed class SummaryReader : AnswerReader
{
    private readonly StringBuilder _text = new();

    /// <summary>The text.</summary>
    public string Text => _text.ToString().Trim();

    public override bool Add(ChatResponseUpdate update)
    {
        _text.Append(update.Text);
        return false;
    }

    public override AgentAction Complete() => new AgentSummarizeAction(Text);

    public override IReadOnlyList<ChatMessage> Feedback(string problem) => Feedback(Text, problem);
}
