namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class AgentTests
{
    [Test]
    public async Task A_scripted_agent_takes_its_actions_in_turn_and_finishes()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>().Answer("ok");
        var agent = new ScriptedAgent(new CmdRunAction("one"), new FileWriteAction("f", "x"));

        var history = await runtime.RunAgentAsync(agent, "Do it.");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(history.Select(happened => happened.GetType()), Is.EqualTo(
                [typeof(MessageAction), typeof(CmdRunAction), typeof(CmdOutputObservation), typeof(FileWriteAction), typeof(FileWriteObservation), typeof(AgentFinishAction)]));
            Assert.That(agent.Seen.Select(seen => seen.Count), Is.EqualTo([1, 3, 5]));
            Assert.That(agent.Steps, Is.EqualTo(3));
        }

        history.ShouldBeAnswered();
        runtime.ShouldHaveFile("f", "x");
    }

    [Test]
    public async Task An_agent_may_decide_by_the_history_and_stop_for_the_user()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var agent = new ScriptedAgent(history => history.Count == 1
            ? new FileReadAction("nope")
            : new MessageAction($"I cannot: {((Observation)history[^1]).Content}") { WaitForResponse = true })
        {
            Name = "asker",
        };

        var history = await runtime.RunAgentAsync(agent, "Read it.");

        Assert.That(history.ShouldContain<MessageAction>(message => message.WaitForResponse).Content, Does.StartWith("I cannot: File not found"));
    }

    [Test]
    public async Task An_agent_that_does_not_end_is_stopped_with_its_last_events()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var agent = new ScriptedAgent(_ => new FileReadAction("again"));

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.RunAgentAsync(agent, "Go.", maxSteps: 3));

        Assert.That(exception!.Message, Does.Contain("'scripted' to finish within 3 steps").And.Contain("read \"again\""));
        Assert.That(agent.Steps, Is.EqualTo(3));
    }

    [Test]
    public async Task A_step_after_the_end_of_the_script_says_so()
    {
        var agent = new ScriptedAgent(new AgentFinishAction());
        await agent.StepAsync([]);

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => agent.StepAsync([]));

        Assert.That(exception!.Message, Does.Contain("step 2").And.Contain("step 1"));
    }

    [Test]
    public async Task A_cancelled_agent_stops()
    {
        using var cancellation = new CancellationTokenSource();
        await using var runtime = await FakeRuntime.StartNewAsync();
        var agent = new ScriptedAgent(async (_, token) =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return new AgentFinishAction();
        });

        var run = runtime.RunAgentAsync(agent, "Go.", cancellationToken: cancellation.Token);
        await ((Task)run).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(run.IsCanceled, Is.True);
    }
}
