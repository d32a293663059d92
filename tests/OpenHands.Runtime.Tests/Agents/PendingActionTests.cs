namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class PendingActionTests
{
    [Test]
    public async Task An_action_that_nobody_answers_is_answered_by_an_error_after_the_deadline()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("ls"));
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { AnswerDeadline = TimeSpan.FromMinutes(3) });
        harness.StandIn.Answer = _ => null;
        var run = harness.RunAsync("go");
        var command = await harness.SeeAsync<CmdRunAction>();
        await harness.Clock.WaitForTimerAsync();

        harness.Clock.Advance(TimeSpan.FromMinutes(3));

        Assert.That(await run, Is.EqualTo(AgentState.AwaitingUserInput));
        var error = (await harness.AllAsync<ErrorObservation>()).Single();
        Assert.That(error.Content, Is.EqualTo(
            $"No answer came to the action run (event {command.Id}) within 00:03:00. Is a runtime attached to the stream? It may have run in part; look before you repeat it."));
        Assert.That(error.Cause, Is.EqualTo(command.Id));
    }

    [Test]
    public async Task The_timeout_of_the_action_itself_comes_before_the_deadline()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("make") { Timeout = TimeSpan.FromMinutes(10) });
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { AnswerDeadline = TimeSpan.FromMinutes(3) });
        harness.StandIn.Answer = _ => null;
        var run = harness.RunAsync("go");
        await harness.Clock.WaitForTimerAsync();

        harness.Clock.Advance(TimeSpan.FromMinutes(12.9));
        var before = await harness.Controller.GetStateAsync();
        harness.Clock.Advance(TimeSpan.FromMinutes(0.2));

        Assert.That(before.AgentState, Is.EqualTo(AgentState.Running));
        Assert.That(await run, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Single().Content, Does.Contain("within 00:13:00"));
    }

    [Test]
    public async Task An_answer_that_comes_late_is_seen_but_changes_nothing()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("ls"));
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.StandIn.Answer = _ => null;
        var run = harness.RunAsync("go");
        await harness.Clock.WaitForTimerAsync();
        harness.Clock.Advance(TimeSpan.FromMinutes(3));
        await run;

        await harness.Events.PublishAsync(new CmdOutputObservation("ls") { Cause = 2 }, EventSource.Agent);

        Assert.That(await harness.RunAsync("go on"), Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(agent.Contexts.Last().History.OfType<CmdOutputObservation>().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task A_deadline_also_ends_while_the_agent_is_paused()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("ls"));
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.StandIn.Answer = _ => null;
        await harness.Controller.SendAsync("go");
        await harness.Clock.WaitForTimerAsync();

        await harness.RequestAsync(AgentState.Paused);
        harness.Clock.Advance(TimeSpan.FromMinutes(3));
        await harness.SeeAsync<ErrorObservation>();
        await harness.RequestAsync(AgentState.Running);

        Assert.That(await harness.SettleAsync(), Is.EqualTo(AgentState.AwaitingUserInput));
    }
}
