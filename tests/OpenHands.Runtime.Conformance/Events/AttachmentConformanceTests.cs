namespace OpenHands.Conformance;

/// <summary>A runtime that follows its stream: what others publish is run once and answered with its cause and its source.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class AttachmentConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options => options.Plugins.Add(() => new ProbePlugin(handle: HandleAsync)));

    /// <summary>Lets the runtime follow its stream.</summary>
    [SetUp]
    public void Attach() => Own(Runtime.Attach());

    [TestCase(EventSource.Agent)]
    [TestCase(EventSource.User)]
    public async Task A_published_action_is_run_and_answered_with_its_cause_and_source(EventSource source)
    {
        await PublishAsync(new MessageAction("first"), EventSource.User);

        var action = await PublishAsync(new CmdRunAction("echo hello") { KeepPrompt = false }, source);
        var answer = await AnswerToAsync(action);

        Assert.That((answer.Content, answer.Cause, answer.Source), Is.EqualTo(("hello", action.Id, source)));
    }

    [Test]
    public async Task A_direct_call_is_not_run_twice()
    {
        await RunAsync("echo x >> log");

        var action = await PublishAsync(new CmdRunAction("cat log; echo x >> log") { KeepPrompt = false });
        var answer = await AnswerToAsync(action);

        Assert.That(answer.Content, Is.EqualTo("x"));
        Assert.That(await EventsAsync(answer.Id), Has.Count.EqualTo(4));
    }

    [Test]
    public async Task A_handler_of_its_output_that_throws_hears_no_more_of_that_action_which_goes_on()
    {
        var heard = new List<long>();
        Runtime.OutputReceived += Throw;

        var first = await PublishAsync(new CmdRunAction("for i in 1 2 3; do echo $i; sleep 0.05; done") { KeepPrompt = false });
        var firstAnswer = await AnswerToAsync(first);
        var second = await PublishAsync(new CmdRunAction("echo again") { KeepPrompt = false });
        var secondAnswer = await AnswerToAsync(second);
        Runtime.OutputReceived -= Throw;

        Assert.That((firstAnswer.Content, secondAnswer.Content), Is.EqualTo(("1\n2\n3", "again")));
        Assert.That(heard, Is.EqualTo([first.Id, second.Id]));

        void Throw(long actionId, OutputChunk chunk)
        {
            heard.Add(actionId);
            throw new InvalidOperationException("A broken handler.");
        }
    }

    [Test]
    public async Task What_is_not_to_be_run_is_answered_by_nothing()
    {
        AgentAction[] actions =
        [
            new NullAction(), new MessageAction("hi"), new AgentFinishAction(),
            new CmdRunAction("touch ran") { IsConfirmed = ConfirmationStatus.AwaitingConfirmation },
        ];

        foreach (var action in actions)
        {
            var published = await PublishAsync(action);

            Assert.That(await AnswerToAsync(published), Is.EqualTo(new NullObservation()), action.ActionType);
        }

        Assert.That(await Runtime.ListFilesAsync(cancellationToken: Patience), Is.Empty);
    }

    [Test]
    public async Task What_the_user_rejected_is_answered_so_and_not_run()
    {
        var run = await PublishAsync(new CmdRunAction("touch ran") { IsConfirmed = ConfirmationStatus.Rejected });
        var answer = await AnswerToAsync(run);

        Assert.That(answer, Is.EqualTo(new UserRejectObservation("Action has been rejected by the user! Waiting for further user input.")));
        Assert.That(await Runtime.ListFilesAsync(cancellationToken: Patience), Is.Empty);
    }

    [Test]
    public async Task What_nobody_knows_or_can_do_is_an_error_that_says_so()
    {
        var without = await StartAsync(RuntimeSetup.With(options => options.Plugins.Add(() => new ProbePlugin())));

        var unknown = await Runtime.ExecuteAsync(new UnknownAction(), Patience);
        var unsupported = await without.ExecuteAsync(new ProbeAction("x"), Patience);

        Assert.That(unknown, Is.EqualTo(new ErrorObservation("Action weird does not exist.")));
        Assert.That(unsupported, Is.EqualTo(new ErrorObservation("Action conformance_probe is not supported in the current runtime.")));
    }

    [Test]
    public async Task Commands_published_back_to_back_run_in_their_order()
    {
        var actions = new List<AgentEvent>();
        for (var i = 0; i < 30; i++)
        {
            actions.Add(await PublishAsync(new CmdRunAction($"echo {i} >> log; sleep 0.0{i % 3}") { KeepPrompt = false, Blocking = true }));
        }

        await AnswerToAsync(actions[^1]);
        var answers = (await EventsAsync(Runtime.Events.LatestId)).OfType<CmdOutputObservation>().ToList();

        Assert.That(answers.Select(answer => answer.Cause), Is.EqualTo(actions.Select(action => (long?)action.Id)));
        Assert.That(await Runtime.ReadFileAsync("log", Patience), Is.EqualTo(string.Concat(Enumerable.Range(0, 30).Select(i => $"{i}\n"))));
    }

    [Test]
    public async Task Files_interrupts_and_waiting_do_not_wait_behind_a_command()
    {
        var command = await PublishAsync(new CmdRunAction("sleep 300") { Blocking = true });
        var ended = AnswerToAsync(command);

        var write = await PublishAsync(new FileWriteAction("f", "x"));
        var written = await AnswerToAsync(write);
        var hadEnded = ended.IsCompleted;
        while (!ended.IsCompleted)
        {
            // The first may come before the command has begun.
            var interrupt = await PublishAsync(new CmdRunAction("ctrl+c"));
            await AnswerToAsync(interrupt);
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(written, Is.InstanceOf<FileWriteObservation>());
            Assert.That(hadEnded, Is.False);
            Assert.That(((CmdOutputObservation)await ended).ExitCode, Is.AnyOf(130, 143));
        }
    }

    [Test]
    public async Task Input_reaches_the_command_that_waits_for_it()
    {
        if (!Harness.HasProcFs)
        {
            Assert.Ignore("This sandbox does not show that a command waits for input.");
        }

        var ask = await PublishAsync(new CmdRunAction("read -p 'name? ' x; echo \"hello $x\"") { Blocking = true, KeepPrompt = false });
        var asked = await AnswerToAsync(ask);
        var reply = await PublishAsync(new CmdRunAction("Bob") { IsInput = true, Blocking = true, KeepPrompt = false });
        var answered = await AnswerToAsync(reply);

        Assert.That(((CmdOutputObservation)asked).Status, Is.EqualTo(CommandStatus.WaitingForInput));
        Assert.That(answered.Content, Is.EqualTo("hello Bob"));
    }

    [Test]
    public async Task When_the_machinery_fails_the_stream_has_an_error_and_goes_on()
    {
        var failing = await PublishAsync(new ProbeAction("fail"));
        var failed = await AnswerToAsync(failing);
        var next = await PublishAsync(new CmdRunAction("echo next") { KeepPrompt = false });
        var answer = await AnswerToAsync(next);

        Assert.That(failed, Is.InstanceOf<ErrorObservation>());
        Assert.That(failed.Content, Does.Contain("The sandbox burned down."));
        Assert.That(answer.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task A_plugin_that_throws_fails_its_action_only()
    {
        var failing = await PublishAsync(new ProbeAction("throw"));
        var failed = await AnswerToAsync(failing);

        Assert.That(failed, Is.InstanceOf<ErrorObservation>());
        Assert.That(failed.Content, Does.Contain("conformance_probe").And.Contain("Thrown."));
    }

    [Test]
    public async Task Leaving_the_stream_stops_what_was_running_and_answers_it()
    {
        var runtime = await StartAsync();
        var attachment = runtime.Attach();
        var command = await runtime.Events.PublishAsync(new CmdRunAction("sleep 300") { Blocking = true }, EventSource.Agent, Patience);
        var write = await runtime.Events.PublishAsync(new FileWriteAction("f", ""), EventSource.Agent, Patience);
        await runtime.Events.FollowAsync(write.Id, Patience).FirstAsync(happened => happened.Cause == write.Id, Patience);

        await attachment.DisposeAsync();
        var events = await runtime.Events.ReadAsync(cancellationToken: Patience).ToListAsync(Patience);
        var next = await runtime.RunAsync("echo next", cancellationToken: Patience);

        Assert.That(events.OfType<CmdOutputObservation>().Single(observation => observation.Cause == command.Id).Status, Is.EqualTo(CommandStatus.Interrupted));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public void A_stream_is_followed_by_one_runtime_at_a_time() =>
        Assert.Throws<InvalidOperationException>(() => Runtime.Attach());

    private static Task<Observation> HandleAsync(ProbeAction action, CancellationToken cancellationToken) => action.Text switch
    {
        "fail" => throw new RuntimeUnavailableException("The sandbox burned down."),
        _ => throw new NotSupportedException("Thrown."),
    };

    private Task<AgentEvent> PublishAsync(AgentAction action, EventSource source = EventSource.Agent) =>
        Published(Runtime.Events.PublishAsync(action, source, Patience));

    private static async Task<AgentEvent> Published<TEvent>(ValueTask<TEvent> publishing)
        where TEvent : AgentEvent => await publishing;

    private async Task<Observation> AnswerToAsync(AgentEvent action) =>
        (Observation)await Runtime.Events.FollowAsync(cancellationToken: Patience).FirstAsync(happened => happened is Observation && happened.Cause == action.Id, Patience);

    private async Task<List<AgentEvent>> EventsAsync(long toId) =>
        await Runtime.Events.ReadAsync(toId: toId, cancellationToken: Patience).ToListAsync(Patience);
}
