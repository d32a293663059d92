using Microsoft.Extensions.AI;
using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>Reads the events of a session as a conversation: what was heard, said and done, each action with what came of it.</summary>
internal sealed class Conversation
{
    private readonly Dictionary<long, Observation> _answers = [];
    private readonly List<Turn> _turns = [];
    private readonly ModelOptions _model;
    private string _thought = "";

    private Conversation(ModelOptions model) => _model = model;

    /// <summary>The conversation so far.</summary>
    public static List<Turn> Read(AgentContext context, ModelOptions model)
    {
        var conversation = new Conversation(model);
        var history = context.History;
        for (var i = 0; i < history.Count; i++)
        {
            if (history[i] is Observation { Cause: { } cause } answer and not NullObservation)
            {
                // Of two answers the first belongs to the action; a later one came after something else had been said in its place.
                conversation._answers.TryAdd(cause, answer);
            }
        }

        for (var i = 0; i < history.Count; i++)
        {
            if (i == 0 && context.DelegateLevel > 0 && history[0] is AgentDelegateAction call)
            {
                conversation._turns.Add(new Turn.Heard(call.Id, TaskOf(context.Inputs)));
            }
            else if (history[i] is AgentAction action)
            {
                conversation.Add(action);
            }
            else if (history[i] is Observation observation)
            {
                conversation.Add(observation);
            }
        }

        return conversation._turns;
    }

    private void Add(AgentAction action)
    {
        switch (action)
        {
            case MessageAction { Source: EventSource.Agent } said:
                _turns.Add(new Turn.Said(said.Id, said.Content));
                break;
            case MessageAction heard:
                _turns.Add(Hear(heard));
                break;
            case AgentFinishAction or AgentRejectAction:
                _turns.Add(new Turn.Said(action.Id, action.Message));
                break;
            case IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation }:
                // The user's answer is published as the same action once more, without its thought.
                _thought = ActionThought.Of(action);
                break;
            case { IsRunnable: true } or AgentDelegateAction when action.Source == EventSource.User:
                _turns.Add(new Turn.Heard(action.Id, $"The user did this on your computer: {action.Message}\n{ObservationText.Of(action, Answer(action), CommandWords.Tools, _model.MaxMessageLength)}"));
                break;
            case { IsRunnable: true } or AgentDelegateAction:
                var thought = ActionThought.Of(action);
                _turns.Add(new Turn.Did(action.Id, action, thought.Length > 0 ? thought : _thought, Answer(action)));
                _thought = "";
                break;
        }
    }

    private void Add(Observation observation)
    {
        if (observation is NullObservation or AgentStateChangedObservation
            || (observation.Cause is { } cause && _answers.TryGetValue(cause, out var answer) && ReferenceEquals(answer, observation)))
        {
            return;
        }

        var text = ResultText.Shorten(observation.Content, _model.MaxMessageLength, "Nothing more is kept.");
        _turns.Add(new Turn.Heard(observation.Id, observation is ErrorObservation ? $"Error: {text}" : $"Observed: {text}"));
    }

    private Observation? Answer(AgentAction action) => _answers.GetValueOrDefault(action.Id);

    private Turn.Heard Hear(MessageAction message)
    {
        var urls = message.ImagesUrls ?? [];
        if (urls.Count == 0)
        {
            return new Turn.Heard(message.Id, message.Content);
        }

        var images = _model.Vision is true ? urls.Select(ImageOf).OfType<AIContent>().ToList() : [];
        var missing = urls.Count - images.Count;
        var note = missing == 0 ? "" : $"\n[{ResultText.Count(missing, "image")} came with this message that you cannot see.]";
        return new Turn.Heard(message.Id, message.Content + note) { Images = images };
    }

    private static AIContent? ImageOf(string url)
    {
        try
        {
            return url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? new DataContent(url)
                : Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? new UriContent(address, "image/*")
                : null;
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException or FormatException)
        {
            return null;
        }
    }

    private static string TaskOf(JsonPayload inputs) =>
        inputs.TryGetText("task", out var task) ? task : $"Do what these inputs say: {inputs}";
}
