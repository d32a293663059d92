using OpenHands.Events;

namespace OpenHands.Conformance;

/// <summary>Actions of plugins: their own types on the wire and in the store, and what happens when a plugin fails one.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class PluginActionConformanceTests<THarness> : ConformanceSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private const string Word = "conformance_custom";

    private static readonly CustomAction s_action = new(Word, JsonPayload.Parse("""{"city":"Oslo","days":2.0}"""));

    [Test]
    public async Task Its_own_events_are_stored_and_read_back_as_they_were()
    {
        var directory = MakeHostDirectory();
        var events = await OpenAsync(directory);
        var runtime = await StartAsync(Setup(Answering(action => new CustomObservation(Word, ((CustomAction)action).Args) { Content = "Sunny." }), events));

        var answer = await runtime.ExecuteAsync(s_action, Patience);
        await runtime.DisposeAsync();
        await events.DisposeAsync();
        var stored = await (await OpenAsync(directory)).ReadAsync(cancellationToken: Patience).ToListAsync(Patience);

        Assert.That(answer, Is.EqualTo(new CustomObservation(Word, s_action.Args) { Content = "Sunny." }));
        Assert.That(stored, Is.EqualTo((AgentEvent[])[s_action, answer]));
        Assert.That(stored[1].Cause, Is.EqualTo(stored[0].Id));
    }

    [Test]
    public async Task A_published_action_is_handed_to_its_plugin_and_answered_with_its_cause()
    {
        var runtime = await StartAsync(Setup(Answering(_ => new SuccessObservation("done"))));
        await using var attachment = runtime.Attach();

        var published = await runtime.Events.PublishAsync(s_action, EventSource.User, Patience);
        var answer = await runtime.Events.FollowAsync(cancellationToken: Patience).FirstAsync(happened => happened.Cause == published.Id, Patience);

        Assert.That(answer, Is.EqualTo(new SuccessObservation("done")));
        Assert.That(answer.Source, Is.EqualTo(EventSource.User));
    }

    [Test]
    public async Task A_secret_in_its_events_is_given_to_the_plugin_and_masked_for_everybody_else()
    {
        var given = "";
        var runtime = await StartAsync(Setup(Answering(action =>
        {
            given = ((CustomAction)action).Args.ToString();
            return new CustomObservation(Word, ((CustomAction)action).Args);
        })));
        runtime.Events.Secrets.Register("hunter2hunter2");

        var answer = await runtime.ExecuteAsync(new CustomAction(Word, JsonPayload.Parse("""{"token":"hunter2hunter2","hunter2hunter2":1}""")), Patience);

        Assert.That(given, Does.Contain("hunter2hunter2"));
        Assert.That(((CustomObservation)answer).Extras.ToString(), Does.Not.Contain("hunter2").And.Contain("token"));
        await foreach (var recorded in runtime.Events.ReadAsync(cancellationToken: Patience))
        {
            Assert.That(recorded.ToString(), Does.Not.Contain("hunter2"));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task One_that_hangs_is_ended_by_the_timeout_of_its_action(bool listens)
    {
        var runtime = await StartAsync(Setup(Handling((_, token) => NeverAsync(listens ? token : CancellationToken.None))));

        var answer = await runtime.ExecuteAsync(s_action with { Timeout = TimeSpan.FromMilliseconds(200) }, Patience);
        var next = await runtime.RunAsync("echo next", cancellationToken: Patience);

        Assert.That(answer, Is.InstanceOf<ErrorObservation>());
        Assert.That(answer.Content, Does.StartWith($"The plugin 'probe' did not answer the action '{Word}' within 00:00:00.2000000"));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task What_it_answers_when_its_time_is_over_still_counts()
    {
        var runtime = await StartAsync(Setup(Handling(async (_, token) =>
        {
            await NeverAsync(token).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return new SuccessObservation("half of it");
        })));

        var answer = await runtime.ExecuteAsync(s_action with { Timeout = TimeSpan.FromMilliseconds(200) }, Patience);

        Assert.That(answer, Is.EqualTo(new SuccessObservation("half of it")));
    }

    [Test]
    public async Task An_action_that_its_caller_cancels_is_ended_and_answered_on_the_stream()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var runtime = await StartAsync(Setup(Handling(async (_, token) =>
        {
            await stop.CancelAsync();
            return await NeverAsync(token);
        })));

        Assert.That(() => runtime.ExecuteAsync(s_action, stop.Token), Throws.InstanceOf<OperationCanceledException>());

        var answer = await runtime.Events.ReadAsync(cancellationToken: Patience).LastAsync(Patience);
        Assert.That(answer, Is.InstanceOf<ErrorObservation>().With.Property(nameof(AgentEvent.Cause)).Zero);
        Assert.That(((Observation)answer).Content, Is.EqualTo($"The action {Word} was cancelled. What it had done until then is done."));
    }

    [Test]
    public async Task What_it_throws_or_answers_in_error_fails_that_action_only()
    {
        var answers = new Queue<Func<Observation?>>(
        [
            () => throw new InvalidOperationException("Broken."),
            () => throw new OperationCanceledException("Its own idea."),
            () => null,
            () => new CustomObservation("conformance_nobody", JsonPayload.EmptyObject),
            () => new CustomObservation(Word, JsonPayload.EmptyArray),
            () => new SuccessObservation("well again"),
        ]);
        var runtime = await StartAsync(Setup(Answering(_ => answers.Dequeue()()!), await OpenAsync(MakeHostDirectory())));

        var contents = new List<string>();
        while (answers.Count > 0)
        {
            contents.Add((await runtime.ExecuteAsync(s_action, Patience)).Content);
        }

        Assert.That(contents[0], Is.EqualTo($"The plugin 'probe' failed on the action '{Word}': Broken."));
        Assert.That(contents[1], Is.EqualTo($"The plugin 'probe' failed on the action '{Word}': Its own idea."));
        Assert.That(contents[2], Does.Contain("with nothing"));
        Assert.That(contents[3], Does.Contain("not registered"));
        Assert.That(contents[4], Does.StartWith("The answer to this action cannot be recorded"));
        Assert.That(contents[5], Is.EqualTo("well again"));
    }

    private static async Task<Observation> NeverAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return new NullObservation();
    }

    private static RuntimeSetup Setup(IRuntimePlugin plugin, EventStream? events = null) => new()
    {
        Configure = options => options.Plugins.Add(() => plugin),
        Events = events,
    };

    private static DelegatePlugin Answering(Func<AgentAction, Observation> answer) => Handling((action, _) => Task.FromResult(answer(action)));

    private static DelegatePlugin Handling(Func<AgentAction, CancellationToken, Task<Observation>> handle) => new("probe")
    {
        Actions = [Word],
        Register = types =>
        {
            types.AddAction(Word);
            types.AddObservation(Word);
        },
        Execute = handle,
    };

    private async Task<EventStream> OpenAsync(string directory) =>
        Own(await EventStream.OpenAsync(new FileEventStore(directory, "session"), cancellationToken: Patience));
}
