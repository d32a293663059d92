using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class DelegateTests
{
    private static AgentDelegateAction Call(string agent) => new(agent, JsonPayload.Parse("""{"task":"look it up"}"""));

    [Test]
    public async Task A_called_agent_gets_its_inputs_and_answers_with_its_outputs()
    {
        var helper = new ScriptAgent("helper").Then(new CmdRunAction("grep"), new AgentFinishAction { Outputs = JsonPayload.Parse("""{"found":2,"where":"here"}""") });
        var agent = new ScriptAgent().Then(Call("helper"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That(helper.Contexts.First().Inputs, Is.EqualTo(JsonPayload.Parse("""{"task":"look it up"}""")));
        Assert.That(helper.Contexts.First().DelegateLevel, Is.EqualTo(1));
        Assert.That(helper.Contexts.First().History.Single(), Is.EqualTo(Call("helper")));
        var answer = (await harness.AllAsync<AgentDelegateObservation>()).Single();
        Assert.That(answer.Content, Is.EqualTo("helper finishes task with found: 2, where: here"));
        Assert.That(answer.Cause, Is.EqualTo((await harness.AllAsync<AgentDelegateAction>()).Single().Id));
    }

    [Test]
    public async Task What_a_called_agent_did_stays_out_of_its_callers_history()
    {
        var helper = new ScriptAgent("helper").Then(new CmdRunAction("grep"), new CmdRunAction("sed"), new AgentFinishAction());
        var agent = new ScriptAgent().Then(new CmdRunAction("before"), Call("helper"), new CmdRunAction("after"));
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));

        await harness.RunAsync("go");

        Assert.That(agent.Contexts.Last().History.Select(agentEvent => agentEvent.GetType().Name), Is.EqualTo([
            nameof(MessageAction), nameof(CmdRunAction), nameof(CmdOutputObservation), nameof(AgentDelegateAction),
            nameof(AgentDelegateObservation), nameof(CmdRunAction), nameof(CmdOutputObservation)]));
        Assert.That(helper.Contexts.Last().History.OfType<CmdRunAction>().Select(run => run.Command), Is.EqualTo(["grep", "sed"]));
    }

    [Test]
    public async Task Called_agents_may_call_others_and_all_share_one_limit()
    {
        var deepest = new ScriptAgent("c").Then(new AgentFinishAction());
        var middle = new ScriptAgent("b").Then(Call("c"), new AgentFinishAction());
        var agent = new ScriptAgent("a").Then(Call("b"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("b", () => middle), ("c", () => deepest)));

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That(deepest.Contexts.Single().DelegateLevel, Is.EqualTo(2));
        Assert.That(harness.Controller.Iteration, Is.EqualTo(5));
        Assert.That((await harness.Controller.GetStateAsync()).LocalIteration, Is.EqualTo(2));
        Assert.That((await harness.AllAsync<AgentStateChangedObservation>()).Select(change => change.AgentState), Is.EqualTo([AgentState.Running, AgentState.Finished]));
    }

    [Test]
    public async Task A_called_agent_that_fails_is_an_error_for_its_caller_which_goes_on()
    {
        var helper = new ScriptAgent("helper").Then((_, _) => throw new InvalidOperationException("no help"));
        var agent = new ScriptAgent().Then(Call("helper"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That(agent.Contexts.Last().History[^1], Is.EqualTo(new ErrorObservation("The agent helper failed: no help.")));
    }

    [Test]
    public async Task A_called_agent_may_ask_the_user()
    {
        var helper = new ScriptAgent("helper").Then(new MessageAction("which one?") { WaitForResponse = true }, new AgentFinishAction());
        var agent = new ScriptAgent().Then(Call("helper"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));

        var asked = await harness.RunAsync("go");
        var done = await harness.RunAsync("the red one");

        Assert.That((asked, done), Is.EqualTo((AgentState.AwaitingUserInput, AgentState.Finished)));
        Assert.That(helper.Contexts.Last().History[^1].Message, Is.EqualTo("the red one"));
    }

    [Test]
    public async Task Agents_that_call_themselves_for_ever_are_held_at_the_deepest_level()
    {
        var agents = new AgentRegistry();
        agents.Add("me", () => new ScriptAgent("me").Then(Call("me"), new AgentRejectAction()));
        var agent = new ScriptAgent().Then(Call("me"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { Agents = agents, MaxDelegateLevel = 3 });

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Single().Content, Is.EqualTo(
            "The agent me was not called: 3 agents already wait for one another, and 3 is the limit. Do this part without help."));
    }

    [Test]
    public async Task Stopping_answers_the_calls_that_are_open()
    {
        var helper = new ScriptAgent("helper");
        var begun = helper.ThenHang();
        var agent = new ScriptAgent().Then(Call("helper"));
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));
        await harness.Controller.SendAsync("go");
        await begun;

        await harness.RequestAsync(AgentState.Stopped);
        var state = await harness.RunAsync("go on without");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Single(), Is.EqualTo(new ErrorObservation("The agent helper was stopped before it answered.")));
        Assert.That(agent.Contexts, Has.Count.EqualTo(2));
    }

    [Test]
    public async Task A_called_agent_is_disposed_when_it_has_answered()
    {
        var helper = new Disposable();
        var agent = new ScriptAgent().Then(Call("helper"), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent, Knowing(("helper", () => helper)));

        await harness.RunAsync("go");

        await helper.Disposed.Task.WaitAsync(Patience.Long);
    }

    private static AgentControllerOptions Knowing(params (string Name, Func<IAgent> Create)[] agents)
    {
        var registry = new AgentRegistry();
        foreach (var (name, create) in agents)
        {
            registry.Add(name, create);
        }

        return new AgentControllerOptions { Agents = registry };
    }

    private sealed class Disposable : IAgent, IAsyncDisposable
    {
        public TaskCompletionSource Disposed { get; } = new();

        public string Name => "disposable";

        public IReadOnlyList<string> Plugins => [];

        public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) =>
            Task.FromResult<AgentAction>(new AgentFinishAction());

        public ValueTask DisposeAsync()
        {
            Disposed.SetResult();
            return ValueTask.CompletedTask;
        }
    }
}
