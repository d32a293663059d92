using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

/// <summary>A controller with a scripted agent, on a stream in memory where a stand-in answers.</summary>
internal sealed class ControllerHarness : IAsyncDisposable
{
    private ControllerHarness(EventStream events, ScriptAgent agent, AgentControllerOptions options)
    {
        Events = events;
        Agent = agent;
        StandIn = new StandIn(events);
        Controller = new AgentController(agent, events, options, timeProvider: Clock);
        Controller.StateChanged += state =>
        {
            lock (States)
            {
                States.Add(state);
            }
        };
    }

    public ManualClock Clock { get; } = new();

    public EventStream Events { get; }

    public ScriptAgent Agent { get; }

    public StandIn StandIn { get; }

    public AgentController Controller { get; }

    /// <summary>Id of the last event that the stand-in is done with.</summary>
    public long StandInHandled => StandIn.HandledId;

    public List<AgentState> States { get; } = [];

    public static async Task<ControllerHarness> StartAsync(ScriptAgent agent, AgentControllerOptions? options = null, EventStream? events = null)
    {
        var harness = new ControllerHarness(events ?? EventStream.CreateInMemory(), agent, options ?? new AgentControllerOptions());
        await harness.Controller.StartAsync();
        return harness;
    }

    public Task<AgentState> RunAsync(string task) => Controller.RunAsync(task).WaitAsync(Patience.Long);

    public Task<AgentState> SettleAsync() => Controller.WaitUntilSettledAsync().WaitAsync(Patience.Long);

    public Task RequestAsync(AgentState state) => Controller.RequestAsync(state).WaitAsync(Patience.Long);

    /// <summary>Waits for an event, from the beginning of the stream on.</summary>
    public Task<TEvent> SeeAsync<TEvent>(Func<TEvent, bool>? isMeant = null)
        where TEvent : AgentEvent =>
        Events.FollowAsync().OfType<TEvent>().FirstAsync(agentEvent => isMeant?.Invoke(agentEvent) ?? true).AsTask().WaitAsync(Patience.Long);

    public async Task<IReadOnlyList<AgentEvent>> AllAsync() =>
        await Events.ReadAsync().Where(agentEvent => agentEvent is not NullObservation).ToListAsync();

    public async Task<IReadOnlyList<TEvent>> AllAsync<TEvent>()
        where TEvent : AgentEvent =>
        [.. (await AllAsync()).OfType<TEvent>()];

    public async ValueTask DisposeAsync()
    {
        await Controller.DisposeAsync();
        await StandIn.DisposeAsync();
        await Events.DisposeAsync();
    }
}
