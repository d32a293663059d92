using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class AgentStateTests
{
    private static AgentState[] States() => Enum.GetValues<AgentState>();

    [Test]
    public void No_state_follows_itself_and_every_state_has_a_next_one([ValueSource(nameof(States))] AgentState state)
    {
        Assert.That(AgentStateTransitions.Allows(state, state), Is.False);
        Assert.That(States().Where(next => AgentStateTransitions.Allows(state, next)), Is.Not.Empty);
    }

    [Test]
    public void Whatever_may_be_asked_for_may_follow()
    {
        var wrong =
            from state in States()
            from next in States()
            where AgentStateTransitions.AllowsRequest(state, next) && !AgentStateTransitions.Allows(state, next)
            select (state, next);

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Every_state_can_be_stopped([ValueSource(nameof(States))] AgentState state)
    {
        Assert.That(AgentStateTransitions.AllowsRequest(state, AgentState.Stopped), Is.EqualTo(state != AgentState.Stopped));
    }

    [Test]
    public void Nobody_may_ask_for_what_only_the_agent_can_reach([ValueSource(nameof(States))] AgentState state)
    {
        var asked = new[] { AgentState.Finished, AgentState.Rejected, AgentState.Error, AgentState.Loading, AgentState.AwaitingUserInput, AgentState.AwaitingUserConfirmation };

        Assert.That(asked.Where(next => AgentStateTransitions.AllowsRequest(state, next)), Is.Empty);
    }

    [Test]
    public async Task A_state_that_cannot_follow_is_refused_with_a_sentence_that_names_both()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new AgentFinishAction()));
        await harness.RunAsync("go");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.RequestAsync(AgentState.Paused));
        var request = await harness.Events.PublishAsync(new ChangeAgentStateAction(AgentState.UserConfirmed), EventSource.User);
        var error = await harness.SeeAsync<ErrorObservation>();

        Assert.That(exception!.Message, Is.EqualTo("The agent is finished and cannot become paused. What can be asked for now: running, stopped."));
        Assert.That(error.Content, Is.EqualTo("The agent is finished and cannot become user_confirmed. What can be asked for now: running, stopped."));
        Assert.That(error.Cause, Is.EqualTo(request.Id));
        Assert.That(harness.Controller.State, Is.EqualTo(AgentState.Finished));
    }

    [Test]
    public async Task Asking_for_the_present_state_does_nothing()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent());
        await harness.RunAsync("go");
        await harness.RequestAsync(AgentState.Stopped);
        var latest = harness.Events.LatestId;

        await harness.RequestAsync(AgentState.Stopped);

        Assert.That((await harness.AllAsync()).Count(agentEvent => agentEvent is ChangeAgentStateAction), Is.EqualTo(1));
        Assert.That(harness.Events.LatestId, Is.LessThanOrEqualTo(latest + 1));
    }

    [Test]
    public async Task Pausing_cancels_the_step_and_resuming_takes_it_again()
    {
        var agent = new ScriptAgent();
        var begun = agent.ThenHang();
        agent.Then(new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent);
        await harness.Controller.SendAsync("go");
        await begun;

        await harness.RequestAsync(AgentState.Paused);
        var paused = harness.Controller.State;
        await harness.RequestAsync(AgentState.Running);

        Assert.That(paused, Is.EqualTo(AgentState.Paused));
        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.Finished));
        Assert.That(harness.States, Is.EqualTo([AgentState.Running, AgentState.Paused, AgentState.Running, AgentState.Finished]));
    }

    [Test]
    public async Task What_an_agent_decides_after_it_was_paused_is_not_done()
    {
        var reached = new TaskCompletionSource();
        var decided = new TaskCompletionSource<AgentAction>();
        var agent = new ScriptAgent().Then((_, _) =>
        {
            reached.SetResult();
            return decided.Task;
        });
        await using var harness = await ControllerHarness.StartAsync(agent);
        await harness.Controller.SendAsync("go");
        await reached.Task.WaitAsync(Patience.Long);

        await harness.RequestAsync(AgentState.Paused);
        await harness.RequestAsync(AgentState.Running);
        decided.SetResult(new CmdRunAction("rm -rf /"));

        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(await harness.AllAsync<CmdRunAction>(), Is.Empty);
        Assert.That(agent.Contexts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Pausing_in_mid_command_interrupts_it_and_resuming_waits_for_its_observation()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("sleep 1000"));
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.StandIn.Answer = action => action is CmdRunAction { Command: "ctrl+c" } ? new CmdOutputObservation("ctrl+c") : null;
        await harness.Controller.SendAsync("go");
        var command = await harness.SeeAsync<CmdRunAction>();

        await harness.RequestAsync(AgentState.Paused);
        await harness.SeeAsync<CmdRunAction>(run => run.Command == "ctrl+c");
        await harness.RequestAsync(AgentState.Running);
        var stepsBefore = agent.Contexts.Count;
        await harness.Events.PublishAsync(new CmdOutputObservation("sleep 1000") { Cause = command.Id, Status = CommandStatus.Interrupted }, EventSource.Agent);

        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(stepsBefore, Is.EqualTo(1));
        Assert.That(agent.Contexts.Last().History.OfType<CmdOutputObservation>(), Has.Some.Property(nameof(CmdOutputObservation.Status)).EqualTo(CommandStatus.Interrupted));
    }
}
