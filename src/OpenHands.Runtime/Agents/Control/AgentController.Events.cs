using OpenHands.Events;

namespace OpenHands;

// What is heard and said on the stream. Everything here runs on the loop.
public sealed partial class AgentController
{
    // Events published here have had their effect when they come back from the stream.
    private readonly HashSet<long> _own = [];
    private long _lastOwnId = AgentEvent.Unassigned;
    private long _knownId = AgentEvent.Unassigned;
    private long _userSpokeId = AgentEvent.Unassigned;
    private bool _commandGoesOn;
    private string? _lastError;
    private JsonPayload _outputs = JsonPayload.EmptyObject;

    private async ValueTask OnEventAsync(AgentEvent agentEvent, CancellationToken cancellationToken) =>
        await _loop.InvokeAsync(() => TakeInAsync(agentEvent)).WaitAsync(cancellationToken).ConfigureAwait(false);

    private async ValueTask TakeInAsync(AgentEvent agentEvent)
    {
        _knownId = agentEvent.Id;
        Remember(agentEvent);
        if (_own.Remove(agentEvent.Id) || _isClosing)
        {
            return;
        }

        try
        {
            await RespondAsync(agentEvent).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            await FailAsync(exception).ConfigureAwait(false);
        }
    }

    private ValueTask RespondAsync(AgentEvent agentEvent) => agentEvent switch
    {
        ChangeAgentStateAction request => RequestedOnStreamAsync(request),
        MessageAction { Source: EventSource.User } => UserSpokeAsync(agentEvent.Id),
        AgentAction { Source: EventSource.Agent } action => FollowUpAsync(action, action),
        Observation observation => ObservedAsync(observation),
        _ => ValueTask.CompletedTask,
    };

    // Each agent sees what happens while it is at work; the call of another belongs to both.
    private void Remember(AgentEvent agentEvent)
    {
        for (var i = 0; i < _frames.Count; i++)
        {
            var isBeforeCall = i + 1 == _frames.Count || agentEvent.Id <= _frames[i + 1].Call!.Id;
            if (agentEvent.Id >= _frames[i].NextId && isBeforeCall)
            {
                _frames[i].NextId = agentEvent.Id + 1;
                _frames[i].History.Add(agentEvent);
            }
        }
    }

    private async ValueTask UserSpokeAsync(long id)
    {
        _userSpokeId = id;
        _limits.GrantIterations();
        if (_state is not (AgentState.Running or AgentState.AwaitingUserConfirmation or AgentState.UserConfirmed))
        {
            _isPastInit = _state == AgentState.Loading;
            _limits.Raise();
            await EnterAsync(AgentState.Running).ConfigureAwait(false);
        }
    }

    private ValueTask ObservedAsync(Observation observation)
    {
        if (_pending is not { } pending || !pending.IsAnsweredBy(observation))
        {
            return ValueTask.CompletedTask;
        }

        if (observation is CmdOutputObservation output)
        {
            _commandGoesOn = output.Status is CommandStatus.Running or CommandStatus.WaitingForInput;
        }

        return AnsweredAsync();
    }

    private async ValueTask AnsweredAsync()
    {
        Forget();
        switch (_state)
        {
            case AgentState.UserConfirmed:
                await EnterAsync(AgentState.Running).ConfigureAwait(false);
                break;
            case AgentState.UserRejected:
                await EnterAsync(AgentState.AwaitingUserInput).ConfigureAwait(false);
                break;
        }
    }

    private void Forget()
    {
        _pending?.Dispose();
        _pending = null;
    }

    private async ValueTask ExpiredAsync(long id)
    {
        if (_pending?.Id != id)
        {
            return;
        }

        var pending = _pending;
        await InterruptAsync().ConfigureAwait(false);
        var remedy = _runtime is null ? "Is a runtime attached to the stream?" : "It was told to stop.";
        await ReportErrorAsync(
            $"No answer came to the action {pending.Published.ActionType} (event {id}) within {LimitOf(pending.Original)}. {remedy} It may have run in part; look before you repeat it.",
            id).ConfigureAwait(false);
        await AnsweredAsync().ConfigureAwait(false);
    }

    private TimeSpan LimitOf(AgentAction action) => _options.AnswerDeadline + (action.Timeout ?? TimeSpan.Zero);

    private async ValueTask ReportErrorAsync(string text, long? cause = null)
    {
        // What is kept is what was stored: without secrets.
        var stored = await PublishAsync(new ErrorObservation(text) { Cause = cause }).ConfigureAwait(false);
        _lastError = stored.Content;
    }

    private async ValueTask<TEvent> PublishAsync<TEvent>(TEvent agentEvent, EventSource source = EventSource.Agent)
        where TEvent : AgentEvent
    {
        var stored = await _events.PublishAsync(agentEvent, source, CancellationToken.None).ConfigureAwait(false);
        _own.Add(stored.Id);
        _lastOwnId = stored.Id;
        return stored;
    }

    // Something went wrong in the controller itself or in the stream.
    private async ValueTask FailAsync(Exception exception)
    {
        LogFailed(exception);
        if (_isClosing)
        {
            return;
        }

        if (exception is EventStoreException { IsFatal: true } or ObjectDisposedException)
        {
            Break(exception);
            return;
        }

        try
        {
            await EndInErrorAsync($"There was an unexpected error in the agent's controller: {exception.Message}").ConfigureAwait(false);
        }
        catch (Exception second)
        {
            Break(second);
        }
    }

    /// <summary>Whether it has come to an end that it could not tell on the stream.</summary>
    internal bool IsBroken => _isBroken;

    // Nothing can be said on the stream any more.
    private void Break(Exception exception)
    {
        _isClosing = true;
        _step?.Abandon();
        Forget();
        _state = AgentState.Error;
        _isBroken = true;
        Announce(AgentState.Error);
        _waiters.End(AgentState.Error, exception);
    }
}
