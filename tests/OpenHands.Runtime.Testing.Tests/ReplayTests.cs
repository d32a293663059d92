using OpenHands.Events;
using OpenHands.Local;
using OpenHands.Protocol;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ReplayTests : IDisposable
{
    private readonly TempWorkspace _workspace = new();

    public void Dispose() => _workspace.Dispose();

    [Test]
    [Platform("Linux")]
    public async Task A_real_session_is_replayed_from_its_event_file_without_its_computer()
    {
        var store = new FileEventStore(_workspace.Root, "s");
        IReadOnlyList<string> recorded;
        await using (var events = await EventStream.OpenAsync(store))
        await using (var real = new LocalRuntime(events: events))
        {
            await real.StartAsync();
            recorded = await UseAsync(real);
        }

        await using var runtime = FakeRuntime.Replay(await Recording.LoadAsync(store.FilePath));
        await runtime.StartAsync();
        var replayed = await UseAsync(runtime);

        Assert.That(replayed, Is.EqualTo(recorded));
        runtime.ShouldHaveFollowedItsScript();

        static async Task<IReadOnlyList<string>> UseAsync(Runtime runtime)
        {
            await runtime.Events.PublishAsync(new MessageAction("Go."), EventSource.User);
            await runtime.ExecuteAsync(new CmdRunAction("never") { IsConfirmed = ConfirmationStatus.Rejected });
            await runtime.WriteFileAsync("f", "text\n");
            return [(await runtime.RunAsync("cat f; exit 3")).Content, (await runtime.ReadFileAsync("f")), $"{(await runtime.RunAsync("(exit 4)")).ExitCode}"];
        }
    }

    [Test]
    public async Task A_recording_survives_its_file_and_a_session_that_is_still_open_can_be_loaded()
    {
        var store = new FileEventStore(_workspace.Root, "open");
        await using var events = await EventStream.OpenAsync(store);
        await using var runtime = new FakeRuntime(events: events);
        runtime.When<CmdRunAction>().Answer("é🙂\n");
        await runtime.StartAsync();
        await runtime.RunAsync("ls");

        var open = await Recording.LoadAsync(store.FilePath);
        await open.SaveAsync(_workspace.PathOf("saved.jsonl"));
        var saved = await Recording.LoadAsync(_workspace.PathOf("saved.jsonl"));
        var streamed = await Recording.ReadAsync(events);

        Assert.That(open.Turns, Is.EqualTo(streamed.Turns).And.Count.EqualTo(1));
        Assert.That(saved.Events, Is.EqualTo(streamed.Events));
        Assert.That(saved.Events.Select(happened => happened.Timestamp), Is.EqualTo(streamed.Events.Select(happened => happened.Timestamp)));
    }

    [Test]
    public async Task Another_way_than_the_recorded_one_is_shown_as_a_difference()
    {
        await using var runtime = FakeRuntime.Replay(Record(new CmdRunAction("cd src\nmake all") { Thought = "Build." }, new CmdRunAction("ls")));
        await runtime.StartAsync();

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.ExecuteAsync(new CmdRunAction("cd src\nmake test") { Thought = "Build." }));

        Assert.That(exception!.Message, Is.EqualTo("""
            The replay takes another way at action 1 of 2.
              recorded: run "cd src\nmake all"
              asked:    run "cd src\nmake test"
              command:
                first difference in line 2:
                - "make all"
                + "make test"
            """));
    }

    [Test]
    public async Task Another_kind_of_action_is_named()
    {
        await using var runtime = FakeRuntime.Replay(Record(new CmdRunAction("ls")));
        await runtime.StartAsync();

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.ExecuteAsync(new FileReadAction("ls")));

        Assert.That(exception!.Message, Does.EndWith("CmdRunAction is not FileReadAction."));
    }

    [Test]
    public async Task What_is_not_recorded_any_more_and_what_was_not_asked_for_are_told()
    {
        await using var over = FakeRuntime.Replay(Record());
        await over.StartAsync();
        await using var unfinished = FakeRuntime.Replay(Record(new CmdRunAction("ls")));

        var beyond = await Assert.ThrowsAsync<RuntimeAssertionException>(() => over.RunAsync("ls"));
        var missing = Assert.Throws<RuntimeAssertionException>(() => unfinished.ShouldHaveFollowedItsScript());

        Assert.That(beyond!.Message, Does.Contain("all 0 recorded actions").And.Contain("run \"ls\""));
        Assert.That(missing!.Message, Does.Contain("1 scripted answers were not used").And.Contain("the next is run \"ls\""));
    }

    [Test]
    public async Task A_recording_that_ends_in_mid_action_says_so_and_scripts_come_before_it()
    {
        await using var runtime = FakeRuntime.Replay(Recording.Of([new CmdRunAction("ls") { Id = 0 }]));
        await runtime.StartAsync();
        runtime.When("git status").Answer("clean");

        var scripted = await runtime.RunAsync("git status");
        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.ExecuteAsync(new CmdRunAction("ls")));

        Assert.That(scripted.Content, Is.EqualTo("clean"));
        Assert.That(exception!.Message, Does.Contain("ends before the answer"));
    }

    [Test]
    public async Task A_damaged_file_is_named_with_its_line()
    {
        var file = _workspace.Write("r.jsonl", "{\"action\":\"run\",\"args\":{\"command\":\"ls\"}}\n{\"acti");

        var exception = await Assert.ThrowsAsync<EventFormatException>(() => Recording.LoadAsync(file));

        Assert.That(exception!.Message, Does.StartWith($"{file}, line 2: "));
    }

    private static Recording Record(params AgentAction[] actions) =>
        Recording.Of(actions.SelectMany((action, index) => new AgentEvent[]
        {
            action with { Id = 2 * index },
            new CmdOutputObservation("x") { Id = (2 * index) + 1, Cause = 2 * index },
        }));
}
