using Microsoft.Extensions.Logging;

namespace OpenHands;

// Taking over a session. Runs before the loop does.
public sealed partial class AgentController
{
    private async Task RestoreAndFollowAsync(CancellationToken cancellationToken)
    {
        var root = _frames[0];
        var saved = await LoadAsync(cancellationToken).ConfigureAwait(false);
        var latestId = _events.LatestId;
        var recovery = await SessionRecovery.ReadAsync(_events, latestId, saved, root.History, cancellationToken).ConfigureAwait(false);
        if (saved is not null)
        {
            _limits.Restore(saved);
            _outputs = saved.Outputs;
            root.Tasks = new TaskTree(saved.Tasks);
            root.Iteration = saved.LocalIteration;
        }

        _knownId = latestId;
        root.NextId = latestId + 1;
        _userSpokeId = recovery.UserSpokeId;
        _resumeState = recovery.ResumeState;
        try
        {
            _subscription = _events.Subscribe(SubscriberName, OnEventAsync, latestId + 1);
            if (_runtime is not null && !_events.HasSubscriber(Runtime.SubscriberName))
            {
                _attachment = _runtime.Attach();
            }

            await SettleLeftoversAsync(recovery).ConfigureAwait(false);
        }
        catch
        {
            await UndoAsync().ConfigureAwait(false);
            throw;
        }

        _loop.Start();
        _ = NoticeEndAsync(_subscription);
    }

    private async Task<ControllerState?> LoadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return _options.StateStore is { } store ? await store.LoadAsync(cancellationToken).ConfigureAwait(false) : null;
        }
        catch (InvalidDataException exception)
        {
            LogNotLoaded(exception);
            return null;
        }
    }

    // An action of an earlier program will never be answered by anybody else. One of this program is still being executed.
    private async ValueTask SettleLeftoversAsync(SessionRecovery recovery)
    {
        foreach (var action in recovery.Unanswered)
        {
            if (action.Id > _events.InheritedId && action is not AgentDelegateAction)
            {
                if (action.Source == EventSource.Agent)
                {
                    Await(action, action.Origin?.Unmasked ?? action);
                }

                continue;
            }

            Observation answer = action is IConfirmable { IsConfirmed: ConfirmationStatus.Rejected }
                ? new UserRejectObservation("Action has been rejected by the user! Waiting for further user input.")
                : new ErrorObservation("Outcome unknown: the program ended before this action was answered. It may have been done in full, in part or not at all; look before you repeat it.");
            await PublishAsync(answer with { Cause = action.Id }, action.Source ?? EventSource.Agent).ConfigureAwait(false);
        }

        if (_pending is null && recovery.AwaitingConfirmation is { } asked)
        {
            Await(asked, asked.Origin?.Unmasked ?? asked);
        }
    }

    private async ValueTask UndoAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync().ConfigureAwait(false);
        }

        if (_attachment is not null)
        {
            await _attachment.DisposeAsync().ConfigureAwait(false);
            _attachment = null;
        }

        Forget();
    }

    // Whoever waits for the agent must not wait for a stream that has ended.
    private async Task NoticeEndAsync(Events.EventSubscription subscription)
    {
        await subscription.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _loop.Post(() =>
        {
            if (!_isClosing)
            {
                Break(subscription.Completion.Exception?.InnerException ?? new ObjectDisposedException(nameof(Events.EventStream), "The event stream ended while the controller followed it."));
            }

            return ValueTask.CompletedTask;
        });
    }

    [LoggerMessage(LogLevel.Warning, "The controller's saved state cannot be used; the session goes on from its events alone, and its counters start again.")]
    private partial void LogNotLoaded(Exception exception);
}
