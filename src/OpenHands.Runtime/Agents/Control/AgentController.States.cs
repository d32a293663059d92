using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace OpenHands;

// What the controller is doing, and who may change it. Everything here runs on the loop.
public sealed partial class AgentController
{
    private volatile AgentState _state = AgentState.Loading;
    private volatile bool _isBroken;

    // The user spoke before whoever made this controller had it begin, and what was said begins it.
    private bool _isPastInit;
    private AgentState? _resumeState;
    private bool _isClosing;

    private async ValueTask RequestedOnStreamAsync(ChangeAgentStateAction request)
    {
        if (request.AgentState == _state || (request.AgentState == AgentState.Init && _isPastInit))
        {
            _isPastInit = false;
            return;
        }

        if (!AgentStateTransitions.AllowsRequest(_state, request.AgentState))
        {
            await ReportErrorAsync(AgentStateTransitions.Refusal(_state, request.AgentState), request.Id).ConfigureAwait(false);
            return;
        }

        await GrantAsync(request.AgentState).ConfigureAwait(false);
    }

    private async ValueTask RequestOnLoopAsync(AgentState state)
    {
        if (state == _state)
        {
            return;
        }

        if (_isClosing || !AgentStateTransitions.AllowsRequest(_state, state))
        {
            throw new InvalidOperationException(AgentStateTransitions.Refusal(_state, state));
        }

        await PublishAsync(new ChangeAgentStateAction(state), EventSource.User).ConfigureAwait(false);
        await GrantAsync(state).ConfigureAwait(false);
    }

    private ValueTask GrantAsync(AgentState state) => state switch
    {
        AgentState.Init => InitializeAsync(),
        AgentState.Paused => PauseAsync(),
        AgentState.Stopped => StopAsync(),
        AgentState.UserConfirmed or AgentState.UserRejected => DecideAsync(state),
        _ => ResumeAsync(),
    };

    private async ValueTask InitializeAsync()
    {
        await EnterAsync(AgentState.Init).ConfigureAwait(false);
        if (_resumeState is { } stored)
        {
            _resumeState = null;
            await EnterAsync(stored).ConfigureAwait(false);
        }
    }

    private ValueTask ResumeAsync()
    {
        _limits.Raise();
        return EnterAsync(AgentState.Running);
    }

    private async ValueTask PauseAsync()
    {
        await InterruptAsync().ConfigureAwait(false);
        await EnterAsync(AgentState.Paused).ConfigureAwait(false);
    }

    private async ValueTask StopAsync()
    {
        _step?.Abandon();
        await InterruptAsync().ConfigureAwait(false);
        await InterruptWhatGoesOnAsync().ConfigureAwait(false);
        if (_pending is { AwaitsConfirmation: true })
        {
            Forget();
        }

        await DismissDelegatesAsync("was stopped before it answered").ConfigureAwait(false);
        await EnterAsync(AgentState.Stopped).ConfigureAwait(false);
    }

    // The answer is a new event, as clients of 0.9.3 expect. The thought was told with the first one.
    private async ValueTask DecideAsync(AgentState answer)
    {
        if (_pending is not { AwaitsConfirmation: true } pending)
        {
            throw new UnreachableException("The state says that an action awaits confirmation, and there is none.");
        }

        var status = answer == AgentState.UserConfirmed ? ConfirmationStatus.Confirmed : ConfirmationStatus.Rejected;
        var decided = ((IConfirmable)pending.Original).WithConfirmation(status, ((IConfirmable)pending.Published).SecurityRisk);
        var original = ((IConfirmable)decided).WithoutThought();
        Await(await PublishAsync(original).ConfigureAwait(false), original);
        await EnterAsync(answer).ConfigureAwait(false);
    }

    private async ValueTask EnterAsync(AgentState next)
    {
        if (next == _state)
        {
            return;
        }

        if (!AgentStateTransitions.Allows(_state, next))
        {
            throw new UnreachableException(AgentStateTransitions.Refusal(_state, next));
        }

        // What an agent decides that is not running any more is not wanted, even when it is running again by then.
        _step?.Abandon();
        await PublishAsync(new AgentStateChangedObservation(next)).ConfigureAwait(false);
        LogState(_state, next);
        _state = next;
        await SaveAsync(Capture()).ConfigureAwait(false);
        Announce(next);
    }

    private void Announce(AgentState state)
    {
        try
        {
            StateChanged?.Invoke(state);
        }
        catch (Exception exception)
        {
            LogHandlerFailed(exception, nameof(StateChanged));
        }
    }

    private async ValueTask EndInErrorAsync(string text)
    {
        await DismissDelegatesAsync("did not get to answer").ConfigureAwait(false);
        await ReportErrorAsync(text).ConfigureAwait(false);
        await EnterAsync(AgentState.Error).ConfigureAwait(false);
    }

    // Has the action stopped that is running. It is still answered, and the next step waits for that.
    private async ValueTask InterruptAsync()
    {
        if (_pending is not { AwaitsConfirmation: false } pending)
        {
            return;
        }

        if (_runtime is not null)
        {
            _runtime.Interrupt(pending.Id);
        }
        else if (pending.Original is CmdRunAction)
        {
            await PublishAsync(new CmdRunAction("ctrl+c")).ConfigureAwait(false);
        }
    }

    // A command that takes long was answered long ago, and still runs.
    private async ValueTask InterruptWhatGoesOnAsync()
    {
        if (_commandGoesOn && _pending is null)
        {
            _commandGoesOn = false;
            await PublishAsync(new CmdRunAction("ctrl+c")).ConfigureAwait(false);
        }
    }

    private ControllerState Capture() => new()
    {
        Agent = Agent.Name,
        AgentState = _state,
        LastEventId = Math.Max(_knownId, _lastOwnId),
        Iteration = _limits.Iteration,
        LocalIteration = _frames[0].Iteration,
        MaxIterations = _limits.MaxIterations,
        Cost = _limits.Cost,
        MaxBudget = _limits.MaxBudget,
        Traffic = _limits.Traffic,
        Outputs = _outputs,
        LastError = _lastError,
        Tasks = _frames[0].Tasks.ToTask(),
    };

    private async ValueTask SaveAsync(ControllerState state)
    {
        if (_options.StateStore is not { } store)
        {
            return;
        }

        try
        {
            await store.SaveAsync(state).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            LogNotSaved(exception);
        }
    }

    // The last thing on the loop before the controller is disposed.
    private async ValueTask RestAsync()
    {
        if (_isClosing)
        {
            return;
        }

        _isClosing = true;
        _step?.Abandon();
        try
        {
            await InterruptAsync().ConfigureAwait(false);

            // What is saved is what was going on, so that it can go on.
            var state = Capture();
            var stops = _state is not (AgentState.Loading or AgentState.Init or AgentState.Finished or AgentState.Rejected or AgentState.Error or AgentState.Stopped);
            if (stops)
            {
                var stopped = await PublishAsync(new AgentStateChangedObservation(AgentState.Stopped)).ConfigureAwait(false);
                state = state with { LastEventId = stopped.Id };
                _state = AgentState.Stopped;
            }

            if (state.AgentState != AgentState.AwaitingUserConfirmation && await IsSpokenToAsync(state.LastEventId).ConfigureAwait(false))
            {
                state = state with { AgentState = AgentState.Running };
            }

            await SaveAsync(state).ConfigureAwait(false);
            if (stops)
            {
                Announce(_state);
            }
        }
        catch (Exception exception)
        {
            // The stream was closed first; what it holds is enough to go on.
            LogFailed(exception);
        }
    }

    // What the user said before the end of the stream as this controller leaves it, and too late for it: whoever goes on hears it.
    private async ValueTask<bool> IsSpokenToAsync(long lastId)
    {
        await foreach (var agentEvent in _events.ReadAsync(_knownId + 1, lastId).ConfigureAwait(false))
        {
            if (agentEvent is MessageAction { Source: EventSource.User })
            {
                return true;
            }
        }

        return false;
    }

    [LoggerMessage(LogLevel.Information, "The agent was {Before} and is {Now}.")]
    private partial void LogState(AgentState before, AgentState now);

    [LoggerMessage(LogLevel.Error, "The controller failed.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(LogLevel.Error, "A handler of {Event} threw.")]
    private partial void LogHandlerFailed(Exception exception, string @event);

    [LoggerMessage(LogLevel.Warning, "The controller's state could not be saved. The session can still go on from its events; the counters would be older.")]
    private partial void LogNotSaved(Exception exception);

    [LoggerMessage(LogLevel.Warning, "The agent {Agent} ignored its cancellation for {Limit} and is left behind.")]
    private partial void LogStepIgnoresCancellation(string agent, TimeSpan limit);
}
