using Microsoft.Extensions.Logging;
using OpenHands.Protocol;

namespace OpenHands;

// From the agent's decision to the published action. Everything here but the analysis runs on the loop.
public sealed partial class AgentController
{
    private AgentStep? _step;
    private PendingAction? _pending;

    // What is before it has been reported as a loop already.
    private long _loopReportedId = AgentEvent.Unassigned;

    private AgentFrame Current => _frames[^1];

    // After everything that happens: whatever it was, does the agent have to decide now?
    private async ValueTask SettleAsync()
    {
        try
        {
            // Not before all that was published here has come back, so that the history has it, in order.
            if (!_isClosing && _state == AgentState.Running && _pending is null && _step is null && _knownId >= _lastOwnId)
            {
                await StepUnlessHeldAsync().ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            await FailAsync(exception).ConfigureAwait(false);
        }

        _waiters.Settled(_state, _knownId);
    }

    private async ValueTask StepUnlessHeldAsync()
    {
        var frame = Current;
        var history = frame.History.Snapshot();
        var countFrom = _options.Headless ? _loopReportedId : Math.Max(_loopReportedId, _userSpokeId);
        if (_options.DetectLoops && StuckDetector.IsStuck(history, countFrom))
        {
            await StuckAsync(frame).ConfigureAwait(false);
        }
        else if (_limits.Exceeded(_options.Headless) is { } reason)
        {
            await HoldAsync(reason).ConfigureAwait(false);
        }
        else
        {
            _limits.CountStep();
            frame.Iteration++;
            await SaveAsync(Capture()).ConfigureAwait(false);
            Begin(frame, history);
        }
    }

    private async ValueTask StuckAsync(AgentFrame frame)
    {
        _loopReportedId = Math.Max(_knownId, _lastOwnId);
        if (frame.Call is not null)
        {
            await FailDelegateAsync("got stuck in a loop").ConfigureAwait(false);
        }
        else
        {
            await EndInErrorAsync("Agent got stuck in a loop").ConfigureAwait(false);
        }
    }

    private async ValueTask HoldAsync(string reason)
    {
        if (_options.Headless)
        {
            await EndInErrorAsync(reason).ConfigureAwait(false);
        }
        else
        {
            await ReportErrorAsync(reason).ConfigureAwait(false);
            await EnterAsync(AgentState.Paused).ConfigureAwait(false);
        }
    }

    private void Begin(AgentFrame frame, IReadOnlyList<AgentEvent> history)
    {
        var step = new AgentStep();
        var streamed = new StepText(_events.Secrets, text => Tell(TextReported, text));
        var context = new AgentContext
        {
            History = history,
            Inputs = frame.Inputs,
            DelegateLevel = _frames.Count - 1,
            Iteration = _limits.Iteration,
            RemainingIterations = _limits.MaxIterations - _limits.Iteration,
            RemainingBudget = _limits.MaxBudget - _limits.Cost,
            Tasks = frame.Tasks.IsEmpty ? "" : frame.Tasks.ToString(),
            OnCost = _limits.AddCost,
            OnText = streamed.Add,
            OnDelay = reason => Tell(DelayReported, _events.Secrets.Mask(reason)),
        };
        _step = step;
        step.Start(token => streamed.DuringAsync(() => frame.Agent.StepAsync(context, token)), _analyzer.AnalyzeAsync, () => _loop.Post(() => SteppedAsync(frame, step)));

        void Tell(Action<string>? handlers, string text)
        {
            if (!step.IsAbandoned)
            {
                handlers?.Invoke(text);
            }
        }
    }

    private async ValueTask SteppedAsync(AgentFrame frame, AgentStep step)
    {
        _step = null;
        step.Dispose();
        if (step.IsAbandoned || _isClosing)
        {
            return;
        }

        switch (step.Failure)
        {
            case null:
                await ActAsync(step.Action, step.Risk).ConfigureAwait(false);
                break;
            case AgentResponseException or EventFormatException:
                await ReportErrorAsync(step.Failure.Message).ConfigureAwait(false);
                break;
            default:
                LogAgentFailed(step.Failure, frame.Name);
                if (frame.Call is not null)
                {
                    await FailDelegateAsync($"failed: {step.Failure.Message}").ConfigureAwait(false);
                }
                else
                {
                    await EndInErrorAsync($"There was an unexpected error while running the agent: {step.Failure.Message}").ConfigureAwait(false);
                }

                break;
        }
    }

    private async ValueTask ActAsync(AgentAction? action, SecurityRisk? risk)
    {
        try
        {
            switch (action)
            {
                case null:
                    await ReportErrorAsync("No action was returned").ConfigureAwait(false);
                    break;
                case NullAction:
                    break;
                case { IsRunnable: true }:
                    await RunAsync(action with { Cause = null, Origin = null }, risk).ConfigureAwait(false);
                    break;
                default:
                    await FollowUpAsync(await PublishAsync(action with { Cause = null, Origin = null }).ConfigureAwait(false), action).ConfigureAwait(false);
                    break;
            }
        }
        catch (EventFormatException exception)
        {
            // Of a type that the stream does not know, or holding what cannot be written.
            await ReportErrorAsync($"The action {action!.ActionType} cannot be published: {exception.Message}").ConfigureAwait(false);
            if (_state == AgentState.AwaitingUserConfirmation)
            {
                await EnterAsync(AgentState.Running).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RunAsync(AgentAction action, SecurityRisk? risk)
    {
        var isAsked = _options.Confirmation.NeedsConfirmation(risk);
        if (action is not IConfirmable confirmable)
        {
            if (isAsked)
            {
                await ReportErrorAsync(
                    $"The action {action.ActionType} needs the user's consent (policy: {_options.Confirmation}) and cannot carry it. Use another action; or let the plugin's action implement {nameof(IConfirmable)}.").ConfigureAwait(false);
                return;
            }

            Await(await PublishAsync(action).ConfigureAwait(false), action);
            return;
        }

        var marked = confirmable.WithConfirmation(isAsked ? ConfirmationStatus.AwaitingConfirmation : ConfirmationStatus.Confirmed, risk);
        if (isAsked)
        {
            // The state first: that is the order clients of 0.9.3 know.
            await EnterAsync(AgentState.AwaitingUserConfirmation).ConfigureAwait(false);
        }

        Await(await PublishAsync(marked).ConfigureAwait(false), marked);
    }

    private void Await(AgentAction published, AgentAction original)
    {
        Forget();
        _pending = published is IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation }
            ? PendingAction.WithoutDeadline(published, original)
            : PendingAction.WithDeadline(published, original, LimitOf(original), _time, id => _loop.Post(() => ExpiredAsync(id)));
    }

    // What an action means that no runtime executes.
    private async ValueTask FollowUpAsync(AgentAction published, AgentAction original)
    {
        switch (published)
        {
            case ChangeAgentStateAction request:
                await RequestedOnStreamAsync(request).ConfigureAwait(false);
                break;
            case AddTaskAction or ModifyTaskAction:
                await ChangeTasksAsync(published).ConfigureAwait(false);
                break;
            case var _ when _state != AgentState.Running:
                break;
            case MessageAction { WaitForResponse: true }:
                await EnterAsync(AgentState.AwaitingUserInput).ConfigureAwait(false);
                break;
            case AgentFinishAction finish:
                await EndAsync(finish.Outputs, AgentState.Finished).ConfigureAwait(false);
                break;
            case AgentRejectAction reject:
                await EndAsync(reject.Outputs, AgentState.Rejected).ConfigureAwait(false);
                break;
            case AgentDelegateAction call:
                await DelegateAsync(call, ((AgentDelegateAction)original).Inputs).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask EndAsync(JsonPayload outputs, AgentState state)
    {
        if (Current.Call is not null)
        {
            await AnswerCallAsync(outputs).ConfigureAwait(false);
            return;
        }

        _outputs = outputs;
        await EnterAsync(state).ConfigureAwait(false);
    }

    private async ValueTask ChangeTasksAsync(AgentAction action)
    {
        try
        {
            switch (action)
            {
                case AddTaskAction add:
                    Current.Tasks.Add(add.Parent, add.Goal, add.Subtasks);
                    break;
                case ModifyTaskAction modify:
                    Current.Tasks.SetState(modify.TaskId, modify.State);
                    break;
            }
        }
        catch (ArgumentException exception)
        {
            await ReportErrorAsync(exception.Message, action.Id).ConfigureAwait(false);
        }
    }

    [LoggerMessage(LogLevel.Error, "The agent {Agent} failed in a step.")]
    private partial void LogAgentFailed(Exception exception, string agent);
}
