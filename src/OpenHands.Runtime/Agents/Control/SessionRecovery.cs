using OpenHands.Events;

namespace OpenHands;

/// <summary>What the events of a stored session tell a controller that takes it over.</summary>
internal sealed class SessionRecovery
{
    private readonly Dictionary<long, AgentAction> _unanswered = [];
    private AgentState? _state;
    private long _stateId;
    private long _userSpokeId = AgentEvent.Unassigned;
    private AgentAction? _awaitingConfirmation;

    /// <summary>Actions without an observation, in order.</summary>
    public IEnumerable<AgentAction> Unanswered => _unanswered.Values.OrderBy(action => action.Id);

    /// <summary>The action that the user was asked about last.</summary>
    public AgentAction? AwaitingConfirmation => ResumeState == AgentState.AwaitingUserConfirmation ? _awaitingConfirmation : null;

    /// <summary>Id of the user's last message.</summary>
    public long UserSpokeId => _userSpokeId;

    /// <summary>The state in which the session goes on; <see langword="null"/> when nothing was going on.</summary>
    public AgentState? ResumeState { get; private set; }

    /// <summary>Reads a session into a history.</summary>
    public static async Task<SessionRecovery> ReadAsync(
        EventStream events, long latestId, ControllerState? saved, AgentHistory history, CancellationToken cancellationToken)
    {
        var recovery = new SessionRecovery();
        await foreach (var agentEvent in events.ReadAsync(0, latestId, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            history.Add(agentEvent);
            recovery.TakeIn(agentEvent);
        }

        recovery.Conclude(saved);
        return recovery;
    }

    private void TakeIn(AgentEvent agentEvent)
    {
        switch (agentEvent)
        {
            case IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation }:
                _awaitingConfirmation = (AgentAction)agentEvent;
                break;
            case AgentAction { IsRunnable: true } or AgentDelegateAction { Source: EventSource.Agent }:
                _unanswered.Add(agentEvent.Id, (AgentAction)agentEvent);
                break;
            case MessageAction { Source: EventSource.User }:
                _userSpokeId = agentEvent.Id;
                break;

            // A server says these while it starts; they do not tell what was going on.
            case AgentStateChangedObservation { AgentState: not (AgentState.Loading or AgentState.Init) } change:
                _state = change.AgentState;
                _stateId = change.Id;
                break;

            // A runtime answers a call with a null observation; what it came back with is yet to come.
            case Observation { Cause: { } cause } when !(agentEvent is NullObservation && _unanswered.GetValueOrDefault(cause) is AgentDelegateAction):
                _unanswered.Remove(cause);
                break;

            // 0.9.3 stored no cause here.
            case AgentDelegateObservation:
                _unanswered.Remove(_unanswered.Values.LastOrDefault(action => action is AgentDelegateAction)?.Id ?? AgentEvent.Unassigned);
                break;
        }
    }

    private void Conclude(ControllerState? saved)
    {
        if (saved is not null && (_state is null || saved.LastEventId >= _stateId))
        {
            _state = saved.AgentState;
            _stateId = saved.LastEventId;
        }

        var isAsked = _awaitingConfirmation is not null;
        ResumeState = _state switch
        {
            AgentState.Running or AgentState.UserConfirmed => AgentState.Running,
            AgentState.AwaitingUserConfirmation => isAsked ? AgentState.AwaitingUserConfirmation : AgentState.Running,
            AgentState.AwaitingUserInput or AgentState.UserRejected => AgentState.AwaitingUserInput,
            AgentState.Paused => AgentState.Paused,
            AgentState.Finished => AgentState.Finished,
            _ => null,
        };

        // Said, but not heard any more by the controller of that time.
        if (_userSpokeId > _stateId && ResumeState is not AgentState.AwaitingUserConfirmation)
        {
            ResumeState = AgentState.Running;
        }
    }
}
