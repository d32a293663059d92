namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class LimitTests
{
    [Test]
    public async Task Every_word_of_the_user_grants_the_full_number_of_steps()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("a"), new CmdRunAction("b"), ScriptAgent.Wait, new CmdRunAction("c"), new CmdRunAction("d"));
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { MaxIterations = 3 });

        var first = await harness.RunAsync("go");
        var second = await harness.RunAsync("go on");

        Assert.That((first, second), Is.EqualTo((AgentState.AwaitingUserInput, AgentState.AwaitingUserInput)));
        Assert.That(agent.Contexts.Select(context => context.RemainingIterations), Is.EqualTo([2, 1, 0, 2, 1, 0]));
    }

    [Test]
    public async Task Without_somebody_who_watches_the_limit_is_an_error()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("a"), new CmdRunAction("b"));
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { MaxIterations = 1 });

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Error));
        Assert.That((await harness.Controller.GetStateAsync()).LastError, Is.EqualTo("Agent reached maximum number of iterations in headless mode, task stopped."));
    }

    [Test]
    public async Task A_budget_holds_the_agent_before_the_next_step_and_whoever_resumes_raises_it()
    {
        var agent = new ScriptAgent();
        for (var i = 0; i < 4; i++)
        {
            agent.Then((context, _) =>
            {
                context.ReportCost(1.5);
                return Task.FromResult<AgentAction>(new CmdRunAction($"{context.RemainingBudget}"));
            });
        }

        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { MaxBudget = 2, Headless = false });

        var held = await harness.RunAsync("go");
        var costAtFirst = harness.Controller.Cost;
        await harness.RequestAsync(AgentState.Running);
        var heldAgain = await harness.SettleAsync();

        Assert.That((held, heldAgain), Is.EqualTo((AgentState.Paused, AgentState.Paused)));
        Assert.That((costAtFirst, harness.Controller.Cost), Is.EqualTo((3.0, 4.5)));
        Assert.That((await harness.AllAsync<CmdRunAction>()).Select(run => run.Command), Is.EqualTo(["2", "0.5", "1"]));
        Assert.That((await harness.Controller.GetStateAsync()).MaxBudget, Is.EqualTo(4));
    }

    [Test]
    public async Task Costs_from_many_threads_add_up()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent());

        Parallel.For(0, 1000, _ => harness.Controller.ReportCost(0.25));

        Assert.That(harness.Controller.Cost, Is.EqualTo(250));
    }

    [TestCase(-0.01)]
    [TestCase(double.NaN)]
    [TestCase(double.PositiveInfinity)]
    public async Task What_is_no_cost_is_refused(double dollars)
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent());

        Assert.Throws<ArgumentOutOfRangeException>(() => harness.Controller.ReportCost(dollars));
        Assert.That(harness.Controller.Cost, Is.Zero);
    }

    [Test]
    public async Task An_agent_that_repeats_itself_is_stopped_and_can_go_on_when_the_user_says_so()
    {
        var agent = new ScriptAgent().Then(Enumerable.Repeat<AgentAction>(new CmdRunAction("ls"), 8).ToArray());
        await using var harness = await ControllerHarness.StartAsync(agent);

        var stuck = await harness.RunAsync("go");
        var steps = agent.Contexts.Count;
        var again = await harness.RunAsync("try something else");

        Assert.That((stuck, steps), Is.EqualTo((AgentState.Error, 4)));
        Assert.That((again, agent.Contexts.Count), Is.EqualTo((AgentState.Error, 8)));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Select(error => error.Content), Is.EqualTo(["Agent got stuck in a loop", "Agent got stuck in a loop"]));
    }

    [Test]
    public async Task Where_somebody_watches_each_word_begins_a_new_count_of_repetitions()
    {
        var agent = new ScriptAgent();
        for (var i = 0; i < 4; i++)
        {
            agent.Then(new CmdRunAction("ls"), ScriptAgent.Wait);
        }

        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { Headless = false });

        for (var i = 0; i < 4; i++)
        {
            Assert.That(await harness.RunAsync("again"), Is.EqualTo(AgentState.AwaitingUserInput));
        }
    }
}
