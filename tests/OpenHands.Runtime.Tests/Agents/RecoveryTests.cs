using OpenHands.Events;
using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

/// <summary>A session that another program left behind goes on here.</summary>
[TestFixture]
public sealed class RecoveryTests
{
    private const string Session = "s1";

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [Test]
    public async Task An_action_left_without_an_observation_is_answered_by_an_error()
    {
        await LeaveAsync(
            (new MessageAction("go"), EventSource.User),
            (new AgentStateChangedObservation(AgentState.Running), EventSource.Agent),
            (new CmdRunAction("make"), EventSource.Agent));
        var agent = new ScriptAgent().Then(new AgentFinishAction());
        await using var harness = await ResumeAsync(agent);

        await harness.RequestAsync(AgentState.Init);

        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.Finished));
        var error = (await harness.AllAsync<ErrorObservation>()).Single();
        Assert.That((error.Cause, error.Content), Is.EqualTo((
            2L, "Outcome unknown: the program ended before this action was answered. It may have been done in full, in part or not at all; look before you repeat it.")));
        Assert.That(agent.Contexts.Single().History.Select(agentEvent => agentEvent.Id), Is.EqualTo([0L, 2L, 3L]));
    }

    [TestCase(AgentState.Running, AgentState.AwaitingUserInput)]
    [TestCase(AgentState.Paused, AgentState.Paused)]
    [TestCase(AgentState.AwaitingUserInput, AgentState.AwaitingUserInput)]
    [TestCase(AgentState.Finished, AgentState.Finished)]
    [TestCase(AgentState.UserRejected, AgentState.AwaitingUserInput)]
    [TestCase(AgentState.Error, AgentState.Init)]
    [TestCase(AgentState.Stopped, AgentState.Init)]
    [TestCase(AgentState.Rejected, AgentState.Init)]
    public async Task The_state_is_taken_from_the_events(AgentState left, AgentState resumed)
    {
        await LeaveAsync(
            (new MessageAction("go"), EventSource.User),
            (new AgentStateChangedObservation(left), EventSource.Agent),
            (new AgentStateChangedObservation(AgentState.Loading), EventSource.Agent));
        await using var harness = await ResumeAsync(new ScriptAgent());

        await harness.RequestAsync(AgentState.Init);

        Assert.That(await harness.SettleAsync(), Is.EqualTo(resumed));
    }

    [Test]
    public async Task A_message_that_nobody_heard_is_heard()
    {
        await LeaveAsync(
            (new AgentStateChangedObservation(AgentState.Finished), EventSource.Agent),
            (new MessageAction("one more thing"), EventSource.User));
        var agent = new ScriptAgent();
        await using var harness = await ResumeAsync(agent);

        await harness.RequestAsync(AgentState.Init);
        await harness.SettleAsync();

        Assert.That(agent.Contexts.Single().History.Single().Message, Is.EqualTo("one more thing"));
    }

    [Test]
    public async Task A_message_that_comes_while_its_controller_comes_to_rest_is_heard_by_the_next_one()
    {
        var (isHeld, goOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var events = await EventStream.OpenAsync(new HeldStore(async stored =>
        {
            if (stored is MessageAction { Content: "the first of two" })
            {
                isHeld.TrySetResult();
                await goOn.Task;
            }
        }));
        var options = new AgentControllerOptions { StateStore = new FileControllerStateStore(_folder.Path, Session) };
        var first = new ScriptAgent();
        var left = new AgentController(first, events, options);
        await left.StartAsync();
        await left.RunAsync("go").WaitAsync(Patience.Long);
        _ = first.ThenHang();

        // The second one is stored before the controller's last event, and comes to it afterwards.
        var before = events.PublishAsync(new MessageAction("the first of two"), EventSource.Agent).AsTask();
        await isHeld.Task;
        var late = events.PublishAsync(new MessageAction("the second of two"), EventSource.User).AsTask();
        var leaving = left.DisposeAsync().AsTask();
        for (var i = 0; i < 1_000; i++)
        {
            await Task.Yield();
        }

        goOn.SetResult();
        await Task.WhenAll(before, late, leaving).WaitAsync(Patience.Long);
        var agent = new ScriptAgent();
        await using var next = new AgentController(agent, events, options);
        await next.StartAsync();
        await next.RequestAsync(AgentState.Init);
        await next.WaitUntilSettledAsync().WaitAsync(Patience.Long);

        Assert.That(agent.Contexts.First().History[^1].Message, Is.EqualTo("the second of two"));
    }

    [Test]
    public async Task An_action_that_awaits_consent_still_does()
    {
        await LeaveAsync(
            (new MessageAction("go"), EventSource.User),
            (new AgentStateChangedObservation(AgentState.AwaitingUserConfirmation), EventSource.Agent),
            (new CmdRunAction("make") { IsConfirmed = ConfirmationStatus.AwaitingConfirmation }, EventSource.Agent));
        await using var harness = await ResumeAsync(new ScriptAgent());

        await harness.RequestAsync(AgentState.Init);
        var asked = await harness.SettleAsync();
        await harness.RequestAsync(AgentState.UserConfirmed);
        await harness.SettleAsync();

        Assert.That(asked, Is.EqualTo(AgentState.AwaitingUserConfirmation));
        Assert.That(harness.StandIn.Executed.Single(), Is.EqualTo(new CmdRunAction("make")));
    }

    [Test]
    public async Task Counters_outputs_and_tasks_go_on_where_they_were()
    {
        var store = new FileControllerStateStore(_folder.Path, Session);
        var options = new AgentControllerOptions { StateStore = store, MaxBudget = 10 };
        var first = new ScriptAgent().Then(new AddTaskAction("", "build"), new ModifyTaskAction("0", "in_progress"), new CmdRunAction("make"));
        await using (var harness = await ControllerHarness.StartAsync(first, options, await OpenAsync()))
        {
            harness.Controller.ReportCost(1.25);
            await harness.RunAsync("go");
        }

        var second = new ScriptAgent();
        await using var resumed = await ControllerHarness.StartAsync(second, options, await OpenAsync());
        await resumed.RequestAsync(AgentState.Init);
        var state = await resumed.SettleAsync();
        await resumed.RunAsync("go on");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(resumed.Controller.Iteration, Is.EqualTo(5));
        Assert.That(resumed.Controller.Cost, Is.EqualTo(1.25));
        Assert.That(second.Contexts.Single().Tasks, Is.EqualTo("💪  \n    💪 0 build\n"));
        Assert.That(second.Contexts.Single().RemainingBudget, Is.EqualTo(8.75));
    }

    [Test]
    public async Task A_program_that_was_closed_in_mid_work_goes_on_with_it()
    {
        var options = new AgentControllerOptions { StateStore = new FileControllerStateStore(_folder.Path, Session) };
        var first = new ScriptAgent();
        var begun = first.ThenHang();
        await using (var harness = await ControllerHarness.StartAsync(first, options, await OpenAsync()))
        {
            await harness.Controller.SendAsync("go");
            await begun;
        }

        await using var resumed = await ControllerHarness.StartAsync(new ScriptAgent().Then(new AgentFinishAction()), options, await OpenAsync());
        await resumed.RequestAsync(AgentState.Init);

        Assert.That(await resumed.SettleAsync(), Is.EqualTo(AgentState.Finished));
        Assert.That(
            (await resumed.AllAsync<AgentStateChangedObservation>()).Select(change => change.AgentState),
            Is.EqualTo([AgentState.Running, AgentState.Stopped, AgentState.Init, AgentState.Running, AgentState.Finished]));
    }

    [Test]
    public async Task A_saved_state_that_is_damaged_costs_only_the_counters()
    {
        await LeaveAsync((new MessageAction("go"), EventSource.User), (new AgentStateChangedObservation(AgentState.Paused), EventSource.Agent));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "sessions", Session, "agent_state.json"), "{\"version\":");
        var options = new AgentControllerOptions { StateStore = new FileControllerStateStore(_folder.Path, Session) };
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent(), options, await OpenAsync());

        await harness.RequestAsync(AgentState.Init);

        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.Paused));
    }

    [Test]
    public async Task A_call_of_another_agent_that_was_open_is_answered_and_hidden()
    {
        await LeaveAsync(
            (new MessageAction("go"), EventSource.User),
            (new AgentStateChangedObservation(AgentState.Running), EventSource.Agent),
            (new AgentDelegateAction("helper", JsonPayload.EmptyObject), EventSource.Agent),
            (new NullObservation { Cause = 2 }, EventSource.Agent),
            (new CmdRunAction("grep"), EventSource.Agent),
            (new CmdOutputObservation("grep") { Cause = 4 }, EventSource.Agent));
        var agent = new ScriptAgent();
        await using var harness = await ResumeAsync(agent);

        await harness.RequestAsync(AgentState.Init);
        await harness.SettleAsync();

        Assert.That(agent.Contexts.Single().History.Select(agentEvent => agentEvent.Id), Is.EqualTo([0L, 2L, 6L]));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Single().Cause, Is.EqualTo(2));
    }

    [Test]
    public void A_state_of_a_newer_version_is_refused_with_what_to_do()
    {
        var newer = new ControllerState { Version = 2 }.ToJson();

        var exception = Assert.Throws<InvalidDataException>(() => ControllerState.Parse(newer));

        Assert.That(exception!.Message, Is.EqualTo("This controller state has version 2, and this program knows versions up to 1. Use the newer program."));
    }

    [Test]
    public void A_state_is_read_back_as_it_was_written()
    {
        var tree = new TaskTree();
        tree.Add("", "one", JsonPayload.Parse("""[{"goal":"sub"}]"""));
        var state = new ControllerState { Agent = "a", AgentState = AgentState.Paused, Iteration = 3, Cost = 0.1, MaxBudget = 2, Tasks = tree.ToTask(), LastError = "é", Traffic = TrafficState.Throttling };

        var read = ControllerState.Parse(state.ToJson());

        Assert.That(read.ToJson(), Is.EqualTo(state.ToJson()));
    }

    private async Task<EventStream> OpenAsync() => await EventStream.OpenAsync(new FileEventStore(_folder.Path, Session));

    private async Task LeaveAsync(params (AgentEvent Event, EventSource Source)[] events)
    {
        await using var stream = await OpenAsync();
        foreach (var (agentEvent, source) in events)
        {
            await stream.PublishAsync(agentEvent, source);
        }
    }

    private async Task<ControllerHarness> ResumeAsync(ScriptAgent agent) => await ControllerHarness.StartAsync(agent, null, await OpenAsync());

    private sealed class HeldStore(Func<AgentEvent, Task> hold) : IEventStore
    {
        private readonly InMemoryEventStore _inner = new();

        public ValueTask<long> OpenAsync(CancellationToken cancellationToken = default) => _inner.OpenAsync(cancellationToken);

        public async ValueTask AppendAsync(ReadOnlyMemory<AgentEvent> batch)
        {
            foreach (var agentEvent in batch.ToArray())
            {
                await hold(agentEvent);
            }

            await _inner.AppendAsync(batch);
        }

        public IAsyncEnumerable<AgentEvent> ReadAsync(long fromId, long toId, bool reverse = false, CancellationToken cancellationToken = default) => _inner.ReadAsync(fromId, toId, reverse, cancellationToken);

        public ValueTask DisposeAsync() => _inner.DisposeAsync();
    }
}
