using System.Collections.Concurrent;
using OpenHands.Events;

namespace OpenHands.Tests.Agents;

/// <summary>Stands in for a runtime: answers every action on a stream, in the order and with the kinds of observation of a real one.</summary>
internal sealed class StandIn : IAsyncDisposable
{
    private readonly EventStream _events;
    private readonly EventSubscription _subscription;

    public StandIn(EventStream events)
    {
        _events = events;
        _subscription = events.Subscribe(Runtime.SubscriberName, AnswerAsync);
    }

    /// <summary>What a command is answered by; <see langword="null"/> for never.</summary>
    public Func<AgentAction, Observation?> Answer { get; set; } = action => action switch
    {
        CmdRunAction run => new CmdOutputObservation(run.Command) { Content = "o" },
        IPythonRunCellAction cell => new IPythonRunCellObservation(cell.Code) { Content = "o" },
        _ => new CmdOutputObservation("") { Content = "o" },
    };

    /// <summary>What an action that was consented to or refused waits for before it is answered; <see langword="null"/> for nothing.</summary>
    public Func<Task>? AfterDecision { get; set; }

    public ConcurrentQueue<AgentAction> Executed { get; } = new();

    /// <summary>Id of the last event that it is done with.</summary>
    public long HandledId => _subscription.DeliveredId;

    public ValueTask DisposeAsync() => _subscription.DisposeAsync();

    private async ValueTask AnswerAsync(AgentEvent agentEvent, CancellationToken cancellationToken)
    {
        if (agentEvent is AgentAction action && Decide(action) is { } observation)
        {
            if (AfterDecision is { } wait && action is IConfirmable { IsConfirmed: ConfirmationStatus.Confirmed or ConfirmationStatus.Rejected })
            {
                await wait();
            }

            await _events.PublishAsync(observation with { Cause = action.Id }, action.Source!.Value, cancellationToken);
        }
    }

    private Observation? Decide(AgentAction action)
    {
        switch (action)
        {
            case { IsRunnable: false }:
            case IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation }:
                return new NullObservation();
            case IConfirmable { IsConfirmed: ConfirmationStatus.Rejected }:
                return new UserRejectObservation("rejected");
            default:
                Executed.Enqueue(action);
                return Answer(action);
        }
    }
}
