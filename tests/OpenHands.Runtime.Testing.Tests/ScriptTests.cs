namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class ScriptTests
{
    [Test]
    public async Task A_scripted_command_is_answered_recorded_and_on_the_stream()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>(a => a.Command.StartsWith("git", StringComparison.Ordinal)).Answer("clean", exitCode: 3);

        var observation = await runtime.RunAsync("git status");
        var events = await runtime.Events.ReadAsync().ToListAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.Content, observation.ExitCode, observation.Command), Is.EqualTo(("clean", 3, "git status")));
            Assert.That(runtime.Calls.Single().Observation, Is.EqualTo(observation));
            Assert.That(events, Is.EqualTo(new AgentEvent[] { new CmdRunAction("git status") { Blocking = true, KeepPrompt = false }, observation }));
            Assert.That(observation.Cause, Is.Zero);
        }
    }

    [Test]
    public async Task Steps_come_one_after_the_other_and_the_last_one_stays()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("make").Answer("error", exitCode: 2).Then("warning").Then(new ErrorObservation("out of disk"));

        var contents = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            contents.Add((await runtime.ExecuteAsync(new CmdRunAction("make"))).Content);
        }

        Assert.That(contents, Is.EqualTo(["error", "warning", "out of disk", "out of disk"]));
    }

    [Test]
    public async Task The_latest_matching_script_counts_until_it_is_used_up()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>().Answer("any");
        runtime.When("ls").Answer("first").Then("second").NoMore();

        var contents = new List<string>();
        foreach (var command in new[] { "ls", "pwd", "ls", "ls" })
        {
            contents.Add((await runtime.RunAsync(command)).Content);
        }

        Assert.That(contents, Is.EqualTo(["first", "any", "second", "any"]));
    }

    [Test]
    public async Task Every_kind_of_action_can_be_scripted_in_its_own_words()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<IPythonRunCellAction>().Answer("2").Then("3");
        runtime.When<BrowseUrlAction>(a => a.Url.EndsWith("docs", StringComparison.Ordinal)).Answer("Documentation");
        runtime.When<FileReadAction>(a => a.Path == "secret").Answer(new ErrorObservation("Not for you."));
        runtime.When<CmdRunAction>().Answer(a => new CmdOutputObservation(a.Command) { Content = a.Command.ToUpperInvariant() });

        var contents = new List<string>();
        foreach (var action in new AgentAction[]
        {
            new IPythonRunCellAction("1+1"), new IPythonRunCellAction("1+2"), new BrowseUrlAction("http://x/docs"), new FileReadAction("secret"), new CmdRunAction("hi"),
        })
        {
            contents.Add((await runtime.ExecuteAsync(action)).Content);
        }

        Assert.That(contents, Is.EqualTo(["2", "3", "Documentation", "Not for you.", "HI"]));
    }

    [Test]
    public async Task An_unscripted_action_fails_naming_itself_and_what_is_scripted()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>(a => a.Command.StartsWith("git", StringComparison.Ordinal)).Answer("");
        runtime.When("ls").Answer("f").NoMore();
        await runtime.RunAsync("ls");

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.RunAsync("rm -rf /\n"));
        var last = await runtime.Events.ReadAsync(reverse: true).FirstAsync();

        Assert.That(exception!.Message, Is.EqualTo("""
            Nothing is scripted for run "rm -rf /\n".
            Scripted, the latest first:
              command "ls": used up after once
              CmdRunAction where a => a.Command.StartsWith("git", StringComparison.Ordinal): not used yet
            Script it with runtime.When<CmdRunAction>(…).Answer(…), or set FakeRuntimeOptions.Unscripted to UnscriptedActions.Succeed.
            """));
        Assert.That(last, Is.InstanceOf<ErrorObservation>().With.Property(nameof(Observation.Cause)).EqualTo(2));
    }

    [Test]
    public async Task Where_it_is_lenient_an_unscripted_action_succeeds_with_nothing()
    {
        await using var runtime = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Unscripted = UnscriptedActions.Succeed });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(await runtime.ExecuteAsync(new CmdRunAction("true")), Is.EqualTo(new CmdOutputObservation("true")));
            Assert.That(await runtime.ExecuteAsync(new IPythonRunCellAction("1")), Is.EqualTo(new IPythonRunCellObservation("1")));
            Assert.That(await runtime.ExecuteAsync(new BrowseUrlAction("http://x")), Is.EqualTo(new BrowserOutputObservation("http://x", "")));
        }
    }

    [Test]
    public async Task What_a_script_throws_the_caller_gets_and_the_stream_says()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("flaky").Throws(new RuntimeUnavailableException("Try later.", isTransient: true)).Then("ok");

        var exception = await Assert.ThrowsAsync<RuntimeUnavailableException>(() => runtime.RunAsync("flaky"));
        var second = await runtime.RunAsync("flaky");
        var events = await runtime.Events.ReadAsync().ToListAsync();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception!.IsTransient, Is.True);
            Assert.That(second.Content, Is.EqualTo("ok"));
            Assert.That(((ErrorObservation)events[1]).Content, Does.EndWith("Try later."));
            Assert.That(runtime.Calls[0].Failure, Is.SameAs(exception));
        }
    }

    [Test]
    public async Task What_the_base_class_decides_never_reaches_the_sandbox()
    {
        await using var runtime = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Actions = ["run"] });

        var rejected = await runtime.ExecuteAsync(new CmdRunAction("x") { IsConfirmed = ConfirmationStatus.Rejected });
        var unsupported = await runtime.ExecuteAsync(new IPythonRunCellAction("1"));
        var message = await runtime.ExecuteAsync(new MessageAction("hello"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(rejected, Is.InstanceOf<UserRejectObservation>());
            Assert.That(unsupported.Content, Is.EqualTo("Action run_ipython is not supported in the current runtime."));
            Assert.That(message, Is.InstanceOf<NullObservation>());
            Assert.That(runtime.Calls, Is.Empty);
        }
    }

    [Test]
    public async Task A_condition_that_throws_is_named()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When<CmdRunAction>(a => a.Command[10] == 'x').Answer("");

        var exception = await Assert.ThrowsAsync<RuntimeAssertionException>(() => runtime.RunAsync("ls"));

        Assert.That(exception!.Message, Does.Contain("a.Command[10] == 'x'").And.Contain("run \"ls\""));
    }

    [Test]
    public void A_modifier_without_an_answer_and_a_step_after_the_end_are_refused()
    {
        var runtime = new FakeRuntime();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => runtime.When("a").After(TimeSpan.FromSeconds(1)), Throws.InvalidOperationException.With.Message.Contains("Say first"));
            Assert.That(() => runtime.When("a").Printing("x"), Throws.InvalidOperationException);
            Assert.That(() => runtime.When("a").Answer("x").NoMore().Then("y"), Throws.InvalidOperationException.With.Message.Contains("command \"a\""));
            Assert.That(() => runtime.When("a").Answer("x").After(TimeSpan.FromSeconds(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        }
    }

    [Test]
    public async Task Many_callers_each_get_one_step_of_a_sequence()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        var script = runtime.When<IPythonRunCellAction>().Answer("0");
        for (var i = 1; i < 200; i++)
        {
            script.Then($"{i}");
        }

        var contents = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => Task.Run(async () => (await runtime.ExecuteAsync(new IPythonRunCellAction("n"))).Content)));

        Assert.That(contents.Select(int.Parse), Is.EquivalentTo(Enumerable.Range(0, 200)));
        Assert.That(runtime.Calls, Has.Count.EqualTo(200).And.All.Property(nameof(RecordedCall.IsRunning)).False);
    }

    [Test]
    public async Task An_attached_runtime_answers_what_others_publish()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.When("ls").Answer("f");
        await using var attachment = runtime.Attach();

        var asked = await runtime.Events.PublishAsync(new CmdRunAction("ls"), EventSource.User);
        var answer = await runtime.Events.FollowAsync(asked.Id + 1).FirstAsync();

        Assert.That((((CmdOutputObservation)answer).Content, answer.Cause), Is.EqualTo(("f", (long?)asked.Id)));
    }

    [Test]
    public async Task Secrets_reach_the_sandbox_and_no_event()
    {
        await using var runtime = await FakeRuntime.StartNewAsync();
        runtime.Events.Secrets.Register("hunter2-hunter2");
        runtime.When("login hunter2-hunter2").Answer("welcome hunter2-hunter2");

        var observation = await runtime.RunAsync("login hunter2-hunter2");

        Assert.That(observation.Content, Is.EqualTo("welcome <secret_hidden>"));
        Assert.That(runtime.Calls[0].Action, Is.EqualTo(new CmdRunAction("login hunter2-hunter2") { Blocking = true, KeepPrompt = false }));
    }

    [Test]
    public async Task Variables_are_kept_for_the_test_to_see()
    {
        await using var runtime = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Environment = { ["A"] = "$HOME" }, EnableAutoLint = true });

        await runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["B"] = "2" });

        Assert.That(runtime.Environment, Is.SupersetOf(new Dictionary<string, string> { ["A"] = "$HOME", ["B"] = "2", ["ENABLE_AUTO_LINT"] = "true" }));
        await Assert.ThrowsAsync<ArgumentException>(() => runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["1x"] = "" }));
    }

    [Test]
    public void Wrong_options_are_all_named()
    {
        var exception = Assert.Throws<ArgumentException>(() => new FakeRuntime(new FakeRuntimeOptions { Name = "", WorkspacePath = "here", Latency = TimeSpan.FromDays(3) }));

        Assert.That(exception!.Message, Does.Contain("Name").And.Contain("'here'").And.Contain("Latency"));
    }
}
