using Microsoft.Extensions.AI;

namespace OpenHands.Agents.CodeAct;

/// <summary>Counts one answer while it comes.</summary>
internal sealed class AnswerMeter
{
    public int Pieces { get; private set; }

    public int Characters { get; private set; }

    /// <summary>0 when the endpoint did not say.</summary>
    public long InputTokens { get; private set; }

    public long CachedTokens { get; private set; }

    /// <summary>0 when the endpoint did not say.</summary>
    public long OutputTokens { get; private set; }

    public void Add(ChatResponseUpdate update)
    {
        Pieces++;
        foreach (var content in update.Contents)
        {
            switch (content)
            {
                case TextContent text:
                    Characters += text.Text.Length;
                    break;
                case TextReasoningContent thought:
                    Characters += thought.Text.Length;
                    break;
                case FunctionCallContent call:
                    Characters += call.Arguments?.Values.Sum(value => value?.ToString()?.Length ?? 0) ?? 0;
                    break;
                case UsageContent usage:
                    // Some endpoints tell it more than once; the last time counts.
                    InputTokens = Math.Max(usage.Details.InputTokenCount ?? 0, 0);
                    CachedTokens = Math.Max(usage.Details.CachedInputTokenCount ?? 0, 0);
                    OutputTokens = Math.Max(usage.Details.OutputTokenCount ?? 0, 0);
                    break;
            }
        }
    }
}
