using Microsoft.Extensions.Logging;
using OpenHands.Events;

namespace OpenHands;

// Following the stream.
public abstract partial class Runtime
{
    /// <summary>The name under which a runtime follows its stream.</summary>
    public const string SubscriberName = "runtime";

    /// <summary>
    /// Follows the stream: every action that anybody publishes from now on is executed and answered by an observation with its
    /// <see cref="AgentEvent.Cause"/> and its source.
    /// </summary>
    /// <returns>Dispose it to stop following. Actions that are running are then stopped.</returns>
    /// <remarks>
    /// Commands run one after another, in the order of their ids; input and interrupts for a running command, files and all other actions
    /// do not wait behind it. Calls of <see cref="ExecuteAsync"/> are not executed again.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The runtime is not ready, or follows already.</exception>
    public IAsyncDisposable Attach()
    {
        _ = Executor;
        return new Attachment(this);
    }

    // Nobody listens: then the executor need not tell either.
    private ChunkMask? WatchOutput(long actionId)
    {
        if (OutputReceived is null)
        {
            return null;
        }

        // Output comes on a thread that all shells of the program share: what a handler throws must not reach it.
        var isBroken = false;
        return new ChunkMask(Events.Secrets, chunk =>
        {
            try
            {
                if (!isBroken)
                {
                    OutputReceived?.Invoke(actionId, chunk);
                }
            }
            catch (Exception exception)
            {
                isBroken = true;
                LogHandlerFailed(exception, nameof(OutputReceived), actionId);
            }
        });
    }

    private sealed class Attachment : IAsyncDisposable
    {
        private readonly Runtime _runtime;
        private readonly CancellationTokenSource _stop = new();
        private readonly Lock _gate = new();
        private readonly HashSet<Task> _running = [];
        private readonly EventSubscription _subscription;
        private Task _lastCommand = Task.CompletedTask;

        public Attachment(Runtime runtime)
        {
            _runtime = runtime;
            runtime._interrupts.ExpectFrom(runtime.Events.LatestId + 1);
            _subscription = runtime.Events.Subscribe(SubscriberName, OnEvent, fromId: null, keepsOrigins: true);
        }

        public async ValueTask DisposeAsync()
        {
            await _subscription.DisposeAsync().ConfigureAwait(false);
            await _stop.CancelAsync().ConfigureAwait(false);
            Task[] running;
            lock (_gate)
            {
                running = [.. _running];
            }

            await Task.WhenAll(running).ConfigureAwait(false);
            _runtime._interrupts.ExpectNone();
            _stop.Dispose();
        }

        private ValueTask OnEvent(AgentEvent agentEvent, CancellationToken cancellationToken)
        {
            if (agentEvent is AgentAction action && action.Origin?.Publisher != _runtime)
            {
                lock (_gate)
                {
                    var previous = WaitsItsTurn(action) ? _lastCommand : Task.CompletedTask;
                    var execution = AnswerAfterAsync(previous, action, _runtime._interrupts.Begin(action.Id, _stop.Token));
                    _lastCommand = WaitsItsTurn(action) ? execution : _lastCommand;
                    _running.Add(execution);
                    _ = execution.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                }
            }

            // Last: until here, an interrupt for this event is kept for it.
            _runtime._interrupts.Saw(agentEvent.Id);
            return ValueTask.CompletedTask;
        }

        private static bool WaitsItsTurn(AgentAction action) => action switch
        {
            CmdRunAction run => !run.IsInput && run.Command.Length > 0 && !run.Command.Equals("ctrl+c", StringComparison.OrdinalIgnoreCase),
            IPythonRunCellAction => true,
            _ => false,
        };

        private async Task AnswerAfterAsync(Task previous, AgentAction action, RunningAction running)
        {
            using var ended = running;
            await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ForceYielding);
            var output = _runtime.WatchOutput(action.Id);
            try
            {
                var source = action.Source ?? EventSource.Agent;
                await _runtime.AnswerAsync(action.Origin?.Unmasked ?? action, source, output is null ? null : output.Add, running).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // The stream has the answer, or is broken itself; there is nobody else to tell.
                _runtime.LogAttachedActionFailed(exception, action.ActionType, action.Id);
            }
            finally
            {
                output?.Flush();
            }
        }

        private void Forget(Task execution)
        {
            lock (_gate)
            {
                _running.Remove(execution);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The published action {ActionType} with id {ActionId} could not be executed.")]
    private partial void LogAttachedActionFailed(Exception exception, string actionType, long actionId);

    [LoggerMessage(LogLevel.Warning, "A handler of {Event} failed; it hears no more of action {ActionId}.")]
    private partial void LogHandlerFailed(Exception exception, string @event, long actionId);
}
