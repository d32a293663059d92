namespace OpenHands.Tests.Agents;

[TestFixture]
public sealed class ConfirmationTests
{
    private static readonly AgentControllerOptions s_always = new() { Confirmation = ConfirmationPolicy.Always, Headless = false };

    private static IEnumerable<AgentAction> Runnables() =>
    [
        new CmdRunAction("x") { Thought = "t" },
        new IPythonRunCellAction("x") { Thought = "t" },
        new FileReadAction("x") { Thought = "t" },
        new FileWriteAction("x", "y") { Thought = "t" },
        new BrowseUrlAction("x") { Thought = "t" },
        new BrowseInteractiveAction("x") { Thought = "t" },
    ];

    [Test]
    public async Task Every_action_that_runs_waits_for_consent_and_runs_once([ValueSource(nameof(Runnables))] AgentAction action)
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(action), s_always);

        var asked = await harness.RunAsync("go");
        var executedBefore = harness.StandIn.Executed.Count;
        await harness.RequestAsync(AgentState.UserConfirmed);
        var settled = await harness.SettleAsync();

        Assert.That((asked, executedBefore), Is.EqualTo((AgentState.AwaitingUserConfirmation, 0)));
        Assert.That(settled, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(harness.StandIn.Executed.Single(), Is.EqualTo(((IConfirmable)action).WithoutThought()));
        var published = (await harness.AllAsync()).OfType<IConfirmable>().ToList();
        Assert.That(published.Select(confirmable => confirmable.IsConfirmed), Is.EqualTo([ConfirmationStatus.AwaitingConfirmation, ConfirmationStatus.Confirmed]));
        Assert.That(harness.States, Is.EqualTo([
            AgentState.Running, AgentState.AwaitingUserConfirmation, AgentState.UserConfirmed, AgentState.Running, AgentState.AwaitingUserInput]));
    }

    [Test]
    public async Task What_the_user_rejects_never_runs([ValueSource(nameof(Runnables))] AgentAction action)
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(action), s_always);
        await harness.RunAsync("go");

        await harness.RequestAsync(AgentState.UserRejected);
        var settled = await harness.SettleAsync();

        Assert.That(settled, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(harness.StandIn.Executed, Is.Empty);
        Assert.That(await harness.AllAsync<UserRejectObservation>(), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Words_are_no_consent()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new CmdRunAction("x")), s_always);
        await harness.RunAsync("go");

        var state = await harness.RunAsync("yes, do it");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserConfirmation));
        Assert.That(harness.StandIn.Executed, Is.Empty);
    }

    [Test]
    public async Task An_action_cannot_be_made_to_run_without_consent()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new CmdRunAction("x")), s_always);
        await harness.RunAsync("go");

        var running = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.RequestAsync(AgentState.Running));
        var paused = await Assert.ThrowsAsync<InvalidOperationException>(() => harness.RequestAsync(AgentState.Paused));

        Assert.That(running!.Message, Is.EqualTo(
            "The agent is awaiting_user_confirmation and cannot become running. What can be asked for now: stopped, user_confirmed, user_rejected."));
        Assert.That(paused!.Message, Does.StartWith("The agent is awaiting_user_confirmation and cannot become paused."));
        Assert.That(harness.StandIn.Executed, Is.Empty);
    }

    [Test]
    public async Task Stopping_forgets_what_awaited_consent()
    {
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new CmdRunAction("x")), s_always);
        await harness.RunAsync("go");

        await harness.RequestAsync(AgentState.Stopped);
        var state = await harness.RunAsync("something else");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserInput));
        Assert.That(harness.StandIn.Executed, Is.Empty);
    }

    [TestCase(SecurityRisk.Low, false)]
    [TestCase(SecurityRisk.Medium, true)]
    [TestCase(SecurityRisk.High, true)]
    [TestCase(SecurityRisk.Unknown, true)]
    public async Task The_verdict_comes_before_the_action_is_stored_and_decides_whether_it_waits(SecurityRisk risk, bool waits)
    {
        var options = new AgentControllerOptions { Confirmation = ConfirmationPolicy.FromRisk(SecurityRisk.Medium), SecurityAnalyzer = new Judge(_ => Task.FromResult(risk)) };
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new FileWriteAction("a", "b")), options);

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(waits ? AgentState.AwaitingUserConfirmation : AgentState.AwaitingUserInput));
        var stored = (await harness.AllAsync<FileWriteAction>()).Single();
        Assert.That(stored.SecurityRisk, Is.EqualTo(risk));
        Assert.That(stored.IsConfirmed, Is.EqualTo(waits ? ConfirmationStatus.AwaitingConfirmation : ConfirmationStatus.Confirmed));
    }

    [Test]
    public async Task An_analyzer_that_fails_leaves_the_risk_unknown()
    {
        var options = new AgentControllerOptions
        {
            Confirmation = ConfirmationPolicy.FromRisk(SecurityRisk.High),
            SecurityAnalyzer = new Judge(_ => throw new InvalidOperationException("no idea")),
        };
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new CmdRunAction("x")), options);

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserConfirmation));
        Assert.That((await harness.AllAsync<CmdRunAction>()).Single().SecurityRisk, Is.EqualTo(SecurityRisk.Unknown));
    }

    [Test]
    public async Task An_analyzer_that_takes_too_long_leaves_the_risk_unknown()
    {
        var asked = new TaskCompletionSource();
        var options = new AgentControllerOptions
        {
            Confirmation = ConfirmationPolicy.FromRisk(SecurityRisk.High),
            SecurityAnalyzer = new Judge(_ =>
            {
                asked.SetResult();
                return new TaskCompletionSource<SecurityRisk>().Task;
            }),
            AnalysisTimeout = TimeSpan.FromSeconds(30),
        };
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(new CmdRunAction("x")), options);
        var run = harness.RunAsync("go");
        await asked.Task;

        harness.Clock.Advance(TimeSpan.FromSeconds(30));

        Assert.That(await run, Is.EqualTo(AgentState.AwaitingUserConfirmation));
    }

    [Test]
    public async Task An_agent_cannot_consent_to_its_own_action_or_judge_it()
    {
        var options = new AgentControllerOptions { Confirmation = ConfirmationPolicy.FromRisk(SecurityRisk.Low) };
        var action = new CmdRunAction("x") { IsConfirmed = ConfirmationStatus.Confirmed, SecurityRisk = SecurityRisk.Low };
        await using var harness = await ControllerHarness.StartAsync(new ScriptAgent().Then(action), options);

        var state = await harness.RunAsync("go");

        Assert.That(state, Is.EqualTo(AgentState.AwaitingUserConfirmation));
        Assert.That((await harness.AllAsync<CmdRunAction>()).Single().SecurityRisk, Is.Null);
    }

    [Test]
    public void Unknown_is_no_threshold()
    {
        var exception = Assert.Throws<ArgumentOutOfRangeException>(() => ConfirmationPolicy.FromRisk(SecurityRisk.Unknown));

        Assert.That(exception!.Message, Does.StartWith("The threshold is low, medium or high."));
    }

    private sealed class Judge(Func<AgentAction, Task<SecurityRisk>> judge) : ISecurityAnalyzer
    {
        public string Name => "judge";

        public Task<SecurityRisk> AnalyzeAsync(AgentAction action, CancellationToken cancellationToken = default) => judge(action);
    }
}
