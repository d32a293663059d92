using System.Text;
using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>Makes a conversation fit into what the model can read: what is old becomes a summary, or is left out.</summary>
/// <remarks>It shrinks by half when it must, so that the beginning of the question stays the same for many steps and endpoints can cache it.</remarks>
internal sealed class ContextWindow(Dialect dialect, ModelOptions model, TokenCount tokens)
{
    private const int LeastMessageLength = 200;
    private const int MostOfARecordedText = 2_000;
    private const long Nothing = long.MinValue;

    private long _limit = model.ContextTokens - model.MaxOutputTokens;
    private long _leftOutTo = Nothing;
    private string _summary = "";

    /// <summary>The messages for a conversation.</summary>
    /// <param name="prompt">What comes before everything.</param>
    /// <param name="turns">The conversation.</param>
    /// <param name="summarize">Makes a summary of a record; <see langword="null"/> when none can be had.</param>
    public async Task<List<ChatMessage>> FitAsync(string prompt, List<Turn> turns, Func<string, Task<string?>> summarize)
    {
        if (turns.Count > 0 && turns[^1].Id < _leftOutTo)
        {
            // Another session than before.
            _leftOutTo = Nothing;
            _summary = "";
        }

        var most = model.MaxMessageLength;
        var messages = Render(prompt, turns, most);
        if (Fits(messages))
        {
            return messages;
        }

        await CondenseAsync(turns, summarize).ConfigureAwait(false);
        messages = Render(prompt, turns, most);
        while (!Fits(messages) && most > LeastMessageLength)
        {
            most = Math.Max(most / 2, LeastMessageLength);
            messages = Render(prompt, turns, most);
        }

        return messages;
    }

    /// <summary>The endpoint said that the last question was too long, whatever was estimated.</summary>
    public void Shrink() => _limit = Math.Max(Math.Min(_limit, tokens.Estimate) * 2 / 3, 1_000);

    private bool Fits(List<ChatMessage> messages) => tokens.Weigh(messages, dialect.Overhead) <= _limit;

    private List<ChatMessage> Render(string prompt, List<Turn> turns, int most)
    {
        var messages = new List<ChatMessage> { new(ChatRole.System, prompt) };
        var withImages = TurnsWithImages(turns);

        // What the user asked for first is never summarised away.
        if (_leftOutTo != Nothing && turns.Find(turn => turn is Turn.Heard) is { } task && task.Id <= _leftOutTo)
        {
            dialect.Render(task, most, withImages: false, messages);
        }

        if (_summary.Length > 0)
        {
            messages.Add(new ChatMessage(ChatRole.User, _summary));
        }

        foreach (var turn in turns)
        {
            if (turn.Id > _leftOutTo)
            {
                dialect.Render(turn, most, withImages.Contains(turn.Id), messages);
            }
        }

        return messages;
    }

    // Images are dear: only the latest two turns show theirs.
    private HashSet<long> TurnsWithImages(List<Turn> turns)
    {
        var shown = new HashSet<long>();
        for (var i = turns.Count - 1; model.Vision is true && i >= 0 && shown.Count < 2; i--)
        {
            if (turns[i] is Turn.Heard { Images.Count: > 0 } || (turns[i] is Turn.Did did && ObservationImages.Any(did.Answer)))
            {
                shown.Add(turns[i].Id);
            }
        }

        return shown;
    }

    private async Task CondenseAsync(List<Turn> turns, Func<string, Task<string?>> summarize)
    {
        var cut = CutFor(turns, tokens.BytesOf(_limit / 2));
        var left = turns[..cut].FindAll(turn => turn.Id > _leftOutTo);
        if (left.Count == 0)
        {
            return;
        }

        var record = Record(left);
        var mostOfARecord = (int)Math.Min(tokens.BytesOf(_limit / 2), int.MaxValue / 4);
        var summary = await summarize(ResultText.Shorten(record, mostOfARecord, "It was too long to be shown whole.")).ConfigureAwait(false);
        _summary = summary is not null
            ? $"[Summary of the work so far, written by yourself. The steps themselves are no longer shown.]\n{summary}"
            : $"[{ResultText.Count(left.Count, "earlier step")} left out here, because the conversation grew too long.]{(_summary.Length == 0 ? "" : $"\n{_summary}")}";
        _leftOutTo = left[^1].Id;
    }

    // The first turn that stays: as many as fit, at least one.
    private int CutFor(List<Turn> turns, long mostBytes)
    {
        var bytes = 0L;
        var messages = new List<ChatMessage>();
        for (var i = turns.Count - 1; i > 0; i--)
        {
            messages.Clear();
            dialect.Render(turns[i], model.MaxMessageLength, withImages: false, messages);
            bytes += tokens.BytesOf(tokens.Weigh(messages, overhead: 0));
            if (bytes > mostBytes)
            {
                return Math.Min(i + 1, turns.Count - 1);
            }
        }

        return 0;
    }

    private string Record(List<Turn> turns)
    {
        var record = new StringBuilder(_summary);
        foreach (var turn in turns)
        {
            record.Append("\n\n").Append(turn switch
            {
                Turn.Heard heard => $"USER: {Short(heard.Text)}",
                Turn.Said said => $"AGENT: {Short(said.Text)}",
                Turn.Did did => $"AGENT: {Short(did.Thought)}\n[{Short(did.Action.Message)}]\nRESULT: {ObservationText.Of(did.Action, did.Answer, CommandWords.Tools, MostOfARecordedText)}",
                _ => "",
            });
        }

        return record.ToString();
    }

    private static string Short(string text) => ResultText.Shorten(text, MostOfARecordedText, "It was longer.");
}
