using OpenHands.Events;

namespace OpenHands.Conformance;

/// <summary>What a runtime leaves on its stream: every action and every observation, once, in order, without secrets.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class EventConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private const string Secret = "hunter2-hunter2";

    [Test]
    public async Task Action_and_observation_are_recorded_with_cause_source_and_time()
    {
        var observation = await Runtime.ExecuteAsync(new CmdRunAction("echo hi") { KeepPrompt = false, Source = EventSource.User }, Patience);
        var events = await EventsAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(events.Select(happened => happened.Id), Is.EqualTo([0L, 1L]));
            Assert.That(events.Select(happened => happened.Source), Is.All.EqualTo(EventSource.User));
            Assert.That(events.Select(happened => happened.Timestamp), Is.Ordered.And.All.Not.Null);
            Assert.That(events[0], Is.EqualTo(new CmdRunAction("echo hi") { KeepPrompt = false }));
            Assert.That((events[1], events[1].Cause, events[1].Id), Is.EqualTo(((AgentEvent)observation, (long?)0, observation.Id)));
        }
    }

    [Test]
    public async Task The_agent_is_the_source_where_an_action_has_none()
    {
        var observation = await Runtime.ExecuteAsync(new FileReadAction("nope"), Patience);

        Assert.That(observation.Source, Is.EqualTo(EventSource.Agent));
    }

    [Test]
    public async Task Actions_of_many_callers_are_each_answered_once_and_ids_have_no_holes()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Runtime.WriteFileAsync($"f{i}", $"{i}", Patience)));
        var contents = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Runtime.ReadFileAsync($"f{i}", Patience)));
        var events = await EventsAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(contents, Is.EqualTo(Enumerable.Range(0, 50).Select(i => $"{i}")));
            Assert.That(events.Select(happened => happened.Id), Is.EqualTo(Enumerable.Range(0, 200).Select(i => (long)i)));
            Assert.That(events.OfType<Observation>().Select(observation => observation.Cause), Is.EquivalentTo(events.OfType<AgentAction>().Select(action => (long?)action.Id)));
        }
    }

    [Test]
    public async Task What_is_followed_live_is_what_is_read_later()
    {
        var live = Runtime.Events.FollowAsync(cancellationToken: Patience).Take(6).ToListAsync(Patience);
        await RunAsync("echo one");
        await RunAsync("echo two");
        await RunAsync("exit 3");

        Assert.That(await live, Is.EqualTo(await EventsAsync()));
    }

    [Test]
    public async Task A_secret_reaches_the_command_but_no_event_and_no_reader()
    {
        Runtime.Events.Secrets.Register(Secret);
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["TOKEN"] = Secret }, Patience);

        var running = Begin($"[ \"$TOKEN\" = '{Secret}' ] && echo same; echo \"$TOKEN\"; printf '%s' \"${{TOKEN:0:7}}\"; sleep 0.05; printf '%s\\n' \"${{TOKEN:7}}\"; printf %s \"$TOKEN\" | base64");
        var observation = await running.EndAsync();
        var events = await EventsAsync();
        var everything = string.Concat(events.Select(happened => happened.ToString())) + string.Concat(running.Chunks.Select(chunk => chunk.Text));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Content, Is.EqualTo("same\n<secret_hidden>\n<secret_hidden>\n<secret_hidden>"));
            Assert.That(everything, Does.Not.Contain(Secret).And.Not.Contain(Secret[7..]));
            Assert.That(((CmdRunAction)events[0]).Command, Does.Contain("<secret_hidden>"));
        }
    }

    [Test]
    public async Task A_cancelled_action_leaves_what_it_had_printed()
    {
        var running = Begin("echo begun; sleep 300");
        await running.SeesAsync("begun");

        await running.DisposeAsync();
        var events = await EventsAsync();

        Assert.That(events, Has.Count.EqualTo(2));
        Assert.That(events[1], Is.InstanceOf<CmdOutputObservation>());
        Assert.That(((CmdOutputObservation)events[1]).Status, Is.EqualTo(CommandStatus.Interrupted));
        Assert.That(((CmdOutputObservation)events[1]).Content, Does.StartWith("begun"));
    }

    [Test]
    public async Task An_action_that_is_cancelled_before_it_is_published_leaves_nothing()
    {
        var execution = Runtime.ExecuteAsync(new CmdRunAction("touch ran"), new CancellationToken(canceled: true));
        await ((Task)execution).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(execution.IsCanceled, Is.True);
        Assert.That(await Runtime.ListFilesAsync(cancellationToken: Patience), Is.Empty);
        Assert.That((await RunAsync("echo next")).Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task Two_runtimes_may_share_a_stream()
    {
        var events = Own(EventStream.CreateInMemory());
        var one = await StartAsync(new RuntimeSetup { Events = events });
        var two = await StartAsync(new RuntimeSetup { Events = events });

        var answers = await Task.WhenAll(one.RunAsync("echo one", cancellationToken: Patience), two.RunAsync("echo two", cancellationToken: Patience));

        Assert.That(answers.Select(answer => answer.Content), Is.EqualTo(["one", "two"]));
        Assert.That(events.LatestId, Is.EqualTo(3));
    }

    private async Task<List<AgentEvent>> EventsAsync() => await Runtime.Events.ReadAsync(cancellationToken: Patience).ToListAsync(Patience);
}
