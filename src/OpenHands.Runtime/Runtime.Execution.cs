using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands;

// From an action to its observation.
public abstract partial class Runtime
{
    private readonly TaskCompletionSource _lastAnswered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventOrigin _origin;
    private readonly ActionInterrupts _interrupts = new();
    private int _executing;

    /// <summary>Stops one action that was published on the stream, running or still to run, with every process it started.</summary>
    /// <remarks>Returns at once. The action is answered as any other: by what it had printed, or by an <see cref="ErrorObservation"/>.</remarks>
    /// <param name="actionId">The id of its event.</param>
    /// <returns>Whether there was something to stop; not so when it is answered already, or is no action of this runtime.</returns>
    public bool Interrupt(long actionId) => _interrupts.Interrupt(actionId, Events.LatestId);

    private async Task<Observation> PublishAndExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(action);
        _ = Executor;

        var source = action.Source ?? EventSource.Agent;
        var published = await Events.PublishAsync(action with { Origin = _origin }, source, cancellationToken).ConfigureAwait(false);
        using var running = _interrupts.Begin(published.Id, cancellationToken);
        var observation = await AnswerAsync(action, source, onOutput, running).ConfigureAwait(false);
        if (cancellationToken.IsCancellationRequested
            && observation is CmdOutputObservation { Status: CommandStatus.Interrupted } or IPythonRunCellObservation { Status: CellStatus.Interrupted })
        {
            throw new OperationCanceledException($"The action {published.Id} was cancelled; what it had printed is event {observation.Id}.", cancellationToken);
        }

        return observation;
    }

    // The action itself may hold a secret that its published form does not.
    private async Task<Observation> AnswerAsync(AgentAction action, EventSource source, Action<OutputChunk>? onOutput, RunningAction running)
    {
        Interlocked.Increment(ref _executing);
        try
        {
            return await DecideAndPublishAsync(action, source, onOutput, running).ConfigureAwait(false);
        }
        finally
        {
            if (Interlocked.Decrement(ref _executing) == 0 && _state == RuntimeState.Stopped)
            {
                _lastAnswered.TrySetResult();
            }
        }
    }

    private async Task<Observation> DecideAndPublishAsync(
        AgentAction action, EventSource source, Action<OutputChunk>? onOutput, RunningAction running)
    {
        var actionId = running.Id;
        Observation observation;
        try
        {
            observation = running.IsInterrupted
                ? new ErrorObservation($"The action {action.ActionType} was interrupted before it began. Nothing of it is done.")
                : await DecideAsync(action, onOutput, running.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (running.IsInterrupted)
        {
            observation = new ErrorObservation($"The action {action.ActionType} was interrupted. What it had done until then is done.");
        }
        catch (OperationCanceledException) when (running.Token.IsCancellationRequested)
        {
            // The caller wanted it so: that is no failure of the runtime.
            await PublishFailureAsync($"The action {action.ActionType} was cancelled. What it had done until then is done.", actionId, source).ConfigureAwait(false);
            throw;
        }
        catch (Exception exception)
        {
            LogActionFailed(exception, action.ActionType, actionId);
            await PublishFailureAsync($"The runtime failed while it executed this action: {exception.Message}", actionId, source).ConfigureAwait(false);
            throw;
        }

        return await PublishAnswerAsync(observation with { Cause = actionId, Origin = _origin }, source).ConfigureAwait(false);
    }

    // Nobody may wait for ever for the answer to an action that is on the stream.
    private async Task<Observation> PublishFailureAsync(string reason, long? actionId, EventSource source) =>
        await Events.PublishAsync(new ErrorObservation(reason) { Cause = actionId, Origin = _origin }, source, CancellationToken.None).ConfigureAwait(false);

    // A plugin may answer with what cannot be written, and a store may have no room for much; also then somebody waits for the answer.
    private async Task<Observation> PublishAnswerAsync(Observation observation, EventSource source)
    {
        try
        {
            return await Events.PublishAsync(observation, source, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EventFormatException or EventStoreException { IsFatal: false })
        {
            return await PublishFailureAsync($"The answer to this action cannot be recorded: {exception.Message}", observation.Cause, source).ConfigureAwait(false);
        }
    }

    // The order is that of 0.9.3 and visible on the wire.
    private Task<Observation> DecideAsync(AgentAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        var type = action.ActionType;
        if (!action.IsRunnable || action is IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation })
        {
            return Task.FromResult<Observation>(new NullObservation());
        }

        if (!_options.EventTypes.KnowsAction(type))
        {
            return Task.FromResult<Observation>(new ErrorObservation($"Action {type} does not exist."));
        }

        var capabilities = Executor.Capabilities;
        if (!capabilities.Supports(type) && !_plugins.Handles(type))
        {
            var hint = capabilities.Missing.TryGetValue(type, out var missing) ? $" {missing}" : "";
            return Task.FromResult<Observation>(new ErrorObservation($"Action {type} is not supported in the current runtime.{hint}"));
        }

        if (action is IConfirmable { IsConfirmed: ConfirmationStatus.Rejected })
        {
            return Task.FromResult<Observation>(new UserRejectObservation("Action has been rejected by the user! Waiting for further user input."));
        }

        LogExecuting(type);
        var timed = action.Timeout is null ? action with { Timeout = _options.ActionTimeout } : action;
        if (_plugins.Handles(type))
        {
            return _plugins.ExecuteAsync(timed, cancellationToken);
        }

        if (timed is IPythonRunCellAction)
        {
            _plugins.Kernel.Begin();
        }

        return Executor.ExecuteAsync(timed, onOutput, cancellationToken);
    }

    [LoggerMessage(LogLevel.Debug, "Executing an action of type {ActionType}.")]
    private partial void LogExecuting(string actionType);

    [LoggerMessage(LogLevel.Error, "The action {ActionType} with id {ActionId} failed in the runtime.")]
    private partial void LogActionFailed(Exception exception, string actionType, long actionId);
}
