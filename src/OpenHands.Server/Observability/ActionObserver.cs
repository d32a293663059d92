using System.Collections.Concurrent;
using System.Diagnostics;
using OpenHands.Events;

namespace OpenHands.Server.Observability;

/// <summary>Follows a session's events to know when something happened last and how long actions take.</summary>
internal sealed class ActionObserver : IAsyncDisposable
{
    // Actions without an answer; more of them are not measured.
    private const int MostRunning = 1000;

    private readonly AgentSession _session;
    private readonly ServerTelemetry _telemetry;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, Running> _running = [];
    private readonly EventSubscription _subscription;

    public ActionObserver(AgentSession session, ServerTelemetry telemetry, TimeProvider time)
    {
        _session = session;
        _telemetry = telemetry;
        _time = time;
        _subscription = session.Events.Subscribe("server", OnEvent);
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        foreach (var running in _running.Values)
        {
            running.Activity?.Dispose();
        }
    }

    private ValueTask OnEvent(AgentEvent agentEvent, CancellationToken cancellationToken)
    {
        _session.Touch(agentEvent.Timestamp!.Value);
        switch (agentEvent)
        {
            case AgentAction { IsRunnable: true } action when _running.Count < MostRunning:
                Begin(action);
                break;
            case Observation { Cause: { } cause } when _running.TryRemove(cause, out var running):
                End(running, (Observation)agentEvent);
                break;
        }

        return ValueTask.CompletedTask;
    }

    private void Begin(AgentAction action)
    {
        var activity = ServerTelemetry.Activities.StartActivity("action " + action.ActionType, ActivityKind.Internal, default(ActivityContext));
        activity?.SetTag("openhands.session.id", _session.Id);
        activity?.SetTag("openhands.event.id", action.Id);
        _running[action.Id] = new Running(action.ActionType, activity, _time.GetTimestamp());
    }

    private void End(Running running, Observation answer)
    {
        _telemetry.Actions.Record(_time.GetElapsedTime(running.Began).TotalSeconds, new KeyValuePair<string, object?>("openhands.action", running.Type));
        running.Activity?.SetTag("openhands.observation", answer.ObservationType);
        running.Activity?.SetStatus(answer is ErrorObservation ? ActivityStatusCode.Error : ActivityStatusCode.Ok);
        running.Activity?.Dispose();
    }

    private sealed record Running(string Type, Activity? Activity, long Began);
}
