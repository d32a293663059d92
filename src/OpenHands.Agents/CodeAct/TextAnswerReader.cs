using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>Reads an answer with tags.</summary>
internal sealed class TextAnswerReader(TagActions actions, Action<string> onText) : AnswerReader
{
    private readonly TagParser _tag = new(TagActions.Names, onText);
    private ChatFinishReason? _end;

    public override bool Add(ChatResponseUpdate update)
    {
        _tag.Add(update.Text);
        _end = update.FinishReason ?? _end;
        return _tag.IsClosed;
    }

    public override AgentAction Complete()
    {
        _tag.Complete();
        var words = _tag.Words.Trim();
        if (_tag.Name is null)
        {
            return WordsAlone(words, _end);
        }

        // The endpoint takes the closing tag away where it is a stop sequence; then the answer is over all the same.
        if (!_tag.IsClosed && (_end is null || _end == ChatFinishReason.Length))
        {
            throw new AgentResponseException($"The answer broke off inside <{_tag.Name}>, so nothing was done. Answer again, in smaller steps if it was long.");
        }

        return ActionThought.Add(actions.ToAction(_tag), words);
    }

    public override IReadOnlyList<ChatMessage> Feedback(string problem) =>
        Feedback(_tag.Name is null ? _tag.Words : $"{_tag.Words}<{_tag.Name}>{_tag.Body}</{_tag.Name}>", problem);

    /// <summary>An answer that is nothing but words.</summary>
    /// <exception cref="AgentResponseException">There are none, or not all of them.</exception>
    public static MessageAction WordsAlone(string words, ChatFinishReason? end)
    {
        if (end == ChatFinishReason.Length)
        {
            throw new AgentResponseException("The answer was longer than answers may be and broke off before it did anything. Answer again, and be brief.");
        }

        if (end == ChatFinishReason.ContentFilter)
        {
            throw new AgentResponseException("The endpoint's content filter held the answer back. Answer again, in other words.");
        }

        return words.Length > 0
            ? new MessageAction(words) { WaitForResponse = true }
            : throw new AgentResponseException("The answer was empty. Say what to do next, or finish.");
    }
}
