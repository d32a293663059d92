namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AssertionTests : IAsyncDisposable
{
    private FakeRuntime _runtime = null!;

    [SetUp]
    public async Task StartRuntime()
    {
        _runtime = await FakeRuntime.StartNewAsync();
        _runtime.When<CmdRunAction>().Answer("fine");
        _runtime.When("false").Answer("", exitCode: 1);
    }

    public async ValueTask DisposeAsync() => await _runtime.DisposeAsync();

    [Test]
    public async Task What_holds_is_silent_and_can_be_chained()
    {
        (await _runtime.RunAsync("one")).ShouldSucceed().ShouldPrint("in").ShouldPrintExactly("fine");
        (await _runtime.RunAsync("false")).ShouldFail().ShouldFail(exitCode: 1);
        (await _runtime.ExecuteAsync(new FileReadAction("nope"))).ShouldFail().ShouldBe<ErrorObservation>();
        await _runtime.WriteFileAsync("f", "x");

        _runtime.ShouldHaveRun("one", times: 1).Observation!.ShouldSucceed();
        _runtime.ShouldHaveRun<FileReadAction>(read => read.Path == "nope");
        _runtime.ShouldNotHaveRun("two");
        _runtime.ShouldNotHaveRun<IPythonRunCellAction>();
        _runtime.ShouldHaveRunInOrder("one", "false");
        _runtime.ShouldHaveFile("f", "x");
        _runtime.ShouldHaveFollowedItsScript();
        await _runtime.Events.ShouldBeAnsweredAsync();

        Assert.That(_runtime.Calls, Has.Count.EqualTo(4));
    }

    [Test]
    public async Task What_should_have_run_is_shown_with_what_did()
    {
        await _runtime.RunAsync("one");
        await _runtime.RunAsync("false");

        Assert.That(MessageOf(() => _runtime.ShouldHaveRun("git \"x\"")), Is.EqualTo("""
            Expected the command "git \"x\"" to have run.
            It has run 2:
              1. run "one" → exit code 0, "fine"
              2. run "false" → exit code 1
            """));
        Assert.That(MessageOf(() => _runtime.ShouldHaveRun("one", times: 2)), Does.Contain("to have run 2 times, but it ran 1 times."));
        Assert.That(MessageOf(() => _runtime.ShouldHaveRun<CmdRunAction>(run => run.Command.Length > 5)), Does.StartWith("Expected a CmdRunAction where run => run.Command.Length > 5 to have run."));
        Assert.That(MessageOf(() => _runtime.ShouldNotHaveRun("one")), Does.StartWith("Expected the command \"one\" not to have run."));
        Assert.That(MessageOf(() => _runtime.ShouldNotHaveRun<CmdRunAction>()), Does.StartWith("Expected a CmdRunAction not to have run."));
        Assert.That(MessageOf(() => _runtime.ShouldHaveRunInOrder("false", "one")), Does.Contain("\"one\" did not come in its place."));
    }

    [Test]
    public async Task An_observation_that_is_another_is_shown()
    {
        var good = await _runtime.RunAsync("one");
        var bad = await _runtime.RunAsync("false");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(MessageOf(() => bad.ShouldSucceed()), Is.EqualTo("Expected success, but it was CmdOutputObservation: exit code 1."));
            Assert.That(MessageOf(() => good.ShouldFail()), Is.EqualTo("Expected failure, but it was CmdOutputObservation: exit code 0, \"fine\"."));
            Assert.That(MessageOf(() => bad.ShouldFail(exitCode: 2)), Does.StartWith("Expected exit code 2"));
            Assert.That(MessageOf(() => good.ShouldPrint("bad")), Does.StartWith("Expected content with \"bad\""));
            Assert.That(MessageOf(() => good.ShouldPrintExactly("five")), Does.EndWith("    - \"five\"\n    + \"fine\""));
            Assert.That(MessageOf(() => ((Observation)good).ShouldBe<ErrorObservation>()), Does.StartWith("Expected a ErrorObservation"));
            Assert.That(MessageOf(() => new CmdOutputObservation("x") { Status = CommandStatus.TimedOut }.ShouldSucceed()), Does.Contain("TimedOut"));
        }
    }

    [Test]
    public void A_file_that_is_missing_or_another_is_shown()
    {
        var none = MessageOf(() => _runtime.ShouldHaveFile("f"));
        _runtime.Files.Write("g", "one\ntwo");
        var missing = MessageOf(() => _runtime.ShouldHaveFile("f"));
        var other = MessageOf(() => _runtime.ShouldHaveFile("g", "one\n2\n"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(none, Does.Contain("/workspace/f: No such file or directory.").And.EndWith("There are no files."));
            Assert.That(missing, Does.EndWith("There are:\n  /workspace/g"));
            Assert.That(other, Does.EndWith("first difference in line 2:\n    - \"2\"\n    + \"two\""));
        }
    }

    [Test]
    public async Task Unanswered_actions_and_missing_events_are_shown()
    {
        await _runtime.RunAsync("one");
        await _runtime.Events.PublishAsync(new CmdRunAction("two"), EventSource.Agent);
        IReadOnlyList<AgentEvent> events = await _runtime.Events.ReadAsync().ToListAsync();

        Assert.That(MessageOf(() => events.ShouldBeAnswered()), Does.Contain("  2: run \"two\" has no answer").And.Contain("  1: → exit code 0"));
        Assert.That(MessageOf(() => events.ShouldContain<AgentFinishAction>()), Does.Contain("there is none").And.Contain("There are 3 events"));
        await Assert.ThrowsAsync<RuntimeAssertionException>(() => _runtime.Events.ShouldBeAnsweredAsync());
    }

    [Test]
    public async Task A_script_that_was_not_followed_is_shown()
    {
        _runtime.When("never").Answer("a").Then("b");
        await ((Task)_runtime.ExecuteAsync(new IPythonRunCellAction("1"))).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        var message = MessageOf(() => _runtime.ShouldHaveFollowedItsScript());

        Assert.That(message, Does.Contain("4 scripted answers were not used and 1 actions were not scripted").And.Contain("command \"never\": not used yet").And.Contain("run_ipython \"1\" → RuntimeAssertionException"));
    }

    private static string MessageOf(Action assertion) => Assert.Throws<RuntimeAssertionException>(() => assertion())!.Message;
}
