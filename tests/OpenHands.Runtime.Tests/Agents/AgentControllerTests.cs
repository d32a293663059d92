using OpenHands.Tests.Support;

namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class AgentControllerTests
{
    [Test]
    public async Task A_task_is_worked_on_until_the_agent_finishes()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("ls"), new AgentFinishAction { Outputs = JsonPayload.Parse("""{"files":3}""") });
        await using var harness = await ControllerHarness.StartAsync(agent);

        var state = await harness.RunAsync("count the files");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That((await harness.Controller.GetStateAsync()).Outputs, Is.EqualTo(JsonPayload.Parse("""{"files":3}""")));
        Assert.That((await harness.AllAsync()).Select(agentEvent => agentEvent.GetType().Name), Is.EqualTo([
            nameof(MessageAction), nameof(AgentStateChangedObservation), nameof(CmdRunAction), nameof(CmdOutputObservation),
            nameof(AgentFinishAction), nameof(AgentStateChangedObservation)]));
    }

    [Test]
    public async Task Each_step_sees_everything_so_far_in_order_and_once()
    {
        var agent = new ScriptAgent().Then(new CmdRunAction("a"), new MessageAction("note"), new NullAction(), new CmdRunAction("b"));
        await using var harness = await ControllerHarness.StartAsync(agent);

        await harness.RunAsync("go");

        var last = agent.Contexts.Last().History;
        Assert.That(last.Select(agentEvent => agentEvent.Message), Is.EqualTo([
            "go", "Running command: a", "Command `a` executed with exit code 0.", "note", "Running command: b", "Command `b` executed with exit code 0."]));
        Assert.That(last.Select(agentEvent => agentEvent.Id), Is.Ordered.And.Unique);
        Assert.That(agent.Contexts.Select(context => context.History.Count), Is.EqualTo([1, 3, 4, 4, 6]));
    }

    [Test]
    public async Task What_the_user_says_during_a_step_is_in_the_history_of_the_next()
    {
        var reached = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        var agent = new ScriptAgent().Then(async (_, _) =>
        {
            reached.SetResult();
            await goOn.Task;
            return new CmdRunAction("a");
        });
        await using var harness = await ControllerHarness.StartAsync(agent);
        var run = harness.RunAsync("go");
        await reached.Task.WaitAsync(Patience.Long);

        await harness.Controller.SendAsync("and quickly");
        goOn.SetResult();

        Assert.That(await run, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(agent.Contexts.Last().History.OfType<MessageAction>().Select(message => message.Content), Is.EqualTo(["go", "and quickly"]));
    }

    [Test]
    public async Task An_agent_that_throws_ends_in_error_with_the_reason_and_can_be_asked_again()
    {
        var agent = new ScriptAgent().Then((_, _) => throw new InvalidOperationException("The model is out of order.")).Then(new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent);

        var first = await harness.RunAsync("go");
        var second = await harness.RunAsync("again");

        Assert.That((first, second), Is.EqualTo((AgentState.Error, AgentState.Finished)));
        Assert.That(
            (await harness.AllAsync<ErrorObservation>()).Single().Content,
            Is.EqualTo("There was an unexpected error while running the agent: The model is out of order."));
    }

    [Test]
    public async Task A_secret_in_an_error_is_masked_on_the_stream_and_in_the_state()
    {
        var agent = new ScriptAgent().Then((_, _) => throw new InvalidOperationException("401 for key sk-verysecret"));
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.Events.Secrets.Register("sk-verysecret");

        await harness.RunAsync("go");

        Assert.That((await harness.AllAsync<ErrorObservation>()).Single().Content, Does.EndWith("401 for key <secret_hidden>"));
        Assert.That((await harness.Controller.GetStateAsync()).ToJson(), Does.Not.Contain("verysecret"));
    }

    [Test]
    public async Task A_useless_answer_of_the_model_is_told_to_the_agent_which_is_asked_again()
    {
        var agent = new ScriptAgent().Then((_, _) => throw new AgentResponseException("Invalid JSON in response.")).Then(new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent);

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That(agent.Contexts.Last().History[^1], Is.EqualTo(new ErrorObservation("Invalid JSON in response.")));
    }

    [Test]
    public async Task An_action_that_the_stream_does_not_know_is_told_to_the_agent()
    {
        var agent = new ScriptAgent().Then(new UnregisteredAction(), new AgentFinishAction());
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.Events.Secrets.Register("anything");

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That((await harness.AllAsync<ErrorObservation>()).Single().Content, Does.StartWith("The action unregistered cannot be published: "));
    }

    [Test]
    public async Task A_task_that_does_not_exist_is_an_error_that_the_agent_reads()
    {
        var agent = new ScriptAgent().Then(new AddTaskAction("", "build"), new ModifyTaskAction("3", "completed"), new ModifyTaskAction("0", "in_progress"));
        await using var harness = await ControllerHarness.StartAsync(agent);

        await harness.RunAsync("go");

        var error = (await harness.AllAsync<ErrorObservation>()).Single();
        Assert.That(error.Content, Is.EqualTo("There is no task '3'. An id is a path of positions counted from 0, such as 1.0; the root's is empty."));
        Assert.That(error.Cause, Is.EqualTo((await harness.AllAsync<ModifyTaskAction>())[0].Id));
        Assert.That(agent.Contexts.Last().Tasks, Is.EqualTo("💪  \n    💪 0 build\n"));
    }

    [Test]
    public async Task Streamed_text_and_delays_are_told_to_those_who_watch()
    {
        var heard = new List<string>();
        var agent = new ScriptAgent().Then((context, _) =>
        {
            context.ReportText("thin");
            context.ReportText("king");
            context.ReportDelay("The model is busy.");
            return Task.FromResult<AgentAction>(new AgentFinishAction());
        });
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.Controller.TextReported += heard.Add;
        harness.Controller.DelayReported += heard.Add;

        await harness.RunAsync("go");

        Assert.That(heard, Is.EqualTo(["thin", "king", "The model is busy."]));
    }

    [Test]
    public async Task A_secret_that_is_streamed_in_pieces_is_told_to_nobody_and_the_text_around_it_in_full()
    {
        var heard = new List<string>();
        var agent = new ScriptAgent().Then((context, _) =>
        {
            foreach (var piece in (string[])["The key is sk-", "very", "secret. Mind the s"])
            {
                context.ReportText(piece);
            }

            return Task.FromResult<AgentAction>(new AgentFinishAction());
        });
        await using var harness = await ControllerHarness.StartAsync(agent);
        harness.Events.Secrets.Register("sk-verysecret");
        harness.Controller.TextReported += heard.Add;

        await harness.RunAsync("go");

        Assert.That(string.Concat(heard), Is.EqualTo("The key is <secret_hidden>. Mind the s"));
        Assert.That(heard[0], Is.EqualTo("The key is "));
    }

    [Test]
    public async Task A_handler_that_throws_harms_nobody()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent());
        harness.Controller.StateChanged += _ => throw new InvalidOperationException("handler");

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserInput));
    }

    [Test]
    public async Task A_stream_that_ends_does_not_leave_anybody_waiting()
    {
        var agent = new ScriptAgent();
        var begun = agent.ThenHang();
        await using var harness = await ControllerHarness.StartAsync(agent);
        var run = harness.Controller.RunAsync("go");
        await begun;

        await harness.Events.DisposeAsync();

        Assert.That(await run.WaitAsync(Patience.Long), Is.EqualTo(AgentState.Error));
        await harness.Controller.DisposeAsync().AsTask().WaitAsync(Patience.Long);
    }

    [Test]
    public async Task Disposing_stops_the_step_and_says_so_on_the_stream()
    {
        var agent = new ScriptAgent();
        var begun = agent.ThenHang();
        await using var harness = await ControllerHarness.StartAsync(agent);
        var run = harness.Controller.RunAsync("go");
        await begun;

        await harness.Controller.DisposeAsync().AsTask().WaitAsync(Patience.Long);

        Assert.That(await run.WaitAsync(Patience.Long), Is.EqualTo(AgentState.Stopped));
        Assert.That((await harness.AllAsync())[^1], Is.EqualTo(new AgentStateChangedObservation(AgentState.Stopped)));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => harness.Controller.RequestAsync(AgentState.Running));
    }

    [Test]
    public async Task A_step_that_ignores_its_cancellation_does_not_hold_up_disposal()
    {
        var begun = new TaskCompletionSource();
        var never = new TaskCompletionSource<AgentAction>();
        var agent = new ScriptAgent().Then((_, _) =>
        {
            begun.SetResult();
            return never.Task;
        });
        await using var harness = await ControllerHarness.StartAsync(agent, new AgentControllerOptions { DisposalTimeout = TimeSpan.FromSeconds(5) });
        await harness.Controller.SendAsync("go");
        await begun.Task.WaitAsync(Patience.Long);

        var disposal = harness.Controller.DisposeAsync().AsTask();
        await harness.Clock.WaitForTimerAsync();
        harness.Clock.Advance(TimeSpan.FromSeconds(5));

        await disposal.WaitAsync(Patience.Long);
    }

    [Test]
    public async Task Two_controllers_on_one_stream_are_refused()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent());
        await using var second = new AgentController(new ScriptAgent(), harness.Events);

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => second.StartAsync());

        Assert.That(exception!.Message, Is.EqualTo("Subscriber already exists: agent_controller"));
    }

    [Test]
    public async Task Wrong_options_are_refused_by_name()
    {
        await using var events = OpenHands.Events.EventStream.CreateInMemory();

        var exception = Assert.Throws<ArgumentException>(() => _ = new AgentController(
            new ScriptAgent(), events, new AgentControllerOptions { MaxIterations = 0, MaxBudget = double.NaN, AnswerDeadline = TimeSpan.Zero }));

        Assert.That(exception!.Message, Does.Contain("MaxIterations is 0").And.Contain("MaxBudget is NaN").And.Contain("AnswerDeadline is 00:00:00"));
    }

    private sealed record UnregisteredAction() : AgentAction("unregistered", isRunnable: true);
}
