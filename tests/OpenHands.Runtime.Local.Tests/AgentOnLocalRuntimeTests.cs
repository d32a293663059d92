using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenHands.Local.Tests;

/// <summary>A controller, an agent and a real shell.</summary>
[TestFixture]
public sealed class AgentOnLocalRuntimeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // The first pause of a process is also compiled; what is measured below is not the compiler.
    [OneTimeSetUp]
    public Task PauseOnceAsync() => TimeAsync("echo begun; touch busy; sleep 1000", AgentState.Paused);

    [Test]
    public async Task Pausing_in_mid_command_takes_100_milliseconds_at_most_and_the_command_is_answered([Values(AgentState.Paused, AgentState.Stopped)] AgentState state)
    {
        var (took, command, observation) = await TimeAsync("echo begun; touch busy; sleep 1000", state);

        Assert.That(took, Is.LessThan(TimeSpan.FromMilliseconds(100)));
        Assert.That((observation.Cause, observation.Status, FirstLine(observation)), Is.EqualTo(((long?)command.Id, CommandStatus.Interrupted, "begun")));
    }

    [Test]
    public async Task After_a_pause_in_mid_command_the_agent_sees_what_it_had_printed_and_goes_on_in_the_same_shell()
    {
        await using var runtime = await StartedAsync();
        using var busy = new Sign(runtime);
        var agent = new QueueAgent(Blocking("echo begun; start=$PWD; cd /; touch \"$start/busy\"; sleep 1000"), Blocking("pwd"));
        await using var controller = new AgentController(agent, runtime);
        await controller.StartAsync();
        await controller.SendAsync("go");
        await SeeAsync<CmdRunAction>(runtime);
        await busy.SeenAsync();

        await controller.RequestAsync(AgentState.Paused);
        await controller.RequestAsync(AgentState.Running);
        var state = await controller.WaitUntilSettledAsync().WaitAsync(s_patience);

        Assert.That(state, Is.EqualTo(AgentState.Finished));
        Assert.That(agent.LastHistory.OfType<CmdOutputObservation>().Select(FirstLine), Is.EqualTo(["begun", "/"]));
    }

    [Test]
    public async Task A_command_that_shrugs_off_signals_does_not_delay_the_pause()
    {
        var (took, _, observation) = await TimeAsync("trap '' INT TERM; echo begun; touch busy; while :; do sleep 1000; done", AgentState.Paused);

        Assert.That(took, Is.LessThan(TimeSpan.FromMilliseconds(100)));
        Assert.That(FirstLine(observation), Is.EqualTo("begun"));
    }

    [Test]
    public async Task Stopping_also_stops_a_command_that_was_answered_because_it_takes_long()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { SoftTimeout = TimeSpan.FromMilliseconds(50) });
        await runtime.StartAsync();
        var agent = new QueueAgent(new CmdRunAction("sleep 1000"), new MessageAction("It takes long.") { WaitForResponse = true });
        await using var controller = new AgentController(agent, runtime);
        await controller.RunAsync("go").WaitAsync(s_patience);

        await controller.RequestAsync(AgentState.Stopped);
        var outputs = await runtime.Events.FollowAsync().OfType<CmdOutputObservation>().Take(2).ToListAsync().AsTask().WaitAsync(s_patience);

        Assert.That(outputs.Select(output => output.Status), Is.EqualTo([CommandStatus.Running, CommandStatus.Interrupted]));
    }

    [Test]
    public async Task What_needs_consent_runs_only_after_it_was_given()
    {
        await using var runtime = await StartedAsync();
        var agent = new QueueAgent(Blocking("touch made"), new FileWriteAction("written", "text"));
        await using var controller = new AgentController(agent, runtime, new AgentControllerOptions { Confirmation = ConfirmationPolicy.Always });

        var asked = await controller.RunAsync("go").WaitAsync(s_patience);
        var before = await runtime.ListFilesAsync();
        await controller.RequestAsync(AgentState.UserConfirmed);
        var askedAgain = await controller.WaitUntilSettledAsync().WaitAsync(s_patience);
        await controller.RequestAsync(AgentState.UserRejected);
        var rejected = await controller.WaitUntilSettledAsync().WaitAsync(s_patience);

        Assert.That((asked, askedAgain, rejected), Is.EqualTo((AgentState.AwaitingUserConfirmation, AgentState.AwaitingUserConfirmation, AgentState.AwaitingUserInput)));
        Assert.That(before, Is.Empty);
        Assert.That(await runtime.ListFilesAsync(), Is.EqualTo(["made"]));
    }

    [Test]
    public async Task A_secret_reaches_the_command_and_not_the_stream()
    {
        await using var runtime = await StartedAsync();
        runtime.Events.Secrets.Register("hunter2hunter2");
        var agent = new QueueAgent(Blocking("printf %s hunter2hunter2 | wc -c"));
        await using var controller = new AgentController(agent, runtime, new AgentControllerOptions { Confirmation = ConfirmationPolicy.Always });

        await controller.RunAsync("go").WaitAsync(s_patience);
        await controller.RequestAsync(AgentState.UserConfirmed);
        await controller.WaitUntilSettledAsync().WaitAsync(s_patience);

        Assert.That((await SeeAsync<CmdOutputObservation>(runtime)).Content, Is.EqualTo("14"));
        Assert.That((await SeeAsync<CmdRunAction>(runtime)).Command, Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task An_interrupt_stops_one_action_and_no_other()
    {
        await using var runtime = await StartedAsync();
        using var busy = new Sign(runtime);
        await using var attachment = runtime.Attach();
        var running = await runtime.Events.PublishAsync(Blocking("echo begun; touch busy; sleep 1000"), EventSource.Agent);
        var waiting = await runtime.Events.PublishAsync(Blocking("echo second"), EventSource.Agent);
        var last = await runtime.Events.PublishAsync(Blocking("echo third"), EventSource.Agent);
        await busy.SeenAsync();

        var interrupted = (runtime.Interrupt(waiting.Id), runtime.Interrupt(running.Id));
        var answers = await runtime.Events.FollowAsync().OfType<Observation>().Take(3).ToListAsync().AsTask().WaitAsync(s_patience);

        Assert.That(interrupted, Is.EqualTo((true, true)));
        Assert.That(answers.Select(answer => answer.Cause), Is.EqualTo(new long?[] { running.Id, waiting.Id, last.Id }));
        Assert.That(answers.OfType<CmdOutputObservation>().Select(FirstLine), Is.EqualTo(["begun", "third"]));
        Assert.That(answers[1], Is.EqualTo(new ErrorObservation("The action run was interrupted before it began. Nothing of it is done.")));
        Assert.That(runtime.Interrupt(running.Id), Is.False);
        Assert.That(runtime.Interrupt(1000), Is.False);
    }

    [Test]
    public async Task An_interrupt_that_overtakes_its_action_still_stops_it()
    {
        await using var runtime = await StartedAsync();
        await using var attachment = runtime.Attach();

        for (var i = 0; i < 100; i++)
        {
            var action = await runtime.Events.PublishAsync(Blocking("sleep 1000"), EventSource.Agent);
            Assert.That(runtime.Interrupt(action.Id), Is.True);
        }

        var answers = await runtime.Events.FollowAsync().OfType<Observation>().Take(100).ToListAsync().AsTask().WaitAsync(s_patience);
        Assert.That(answers.Select(answer => answer.Cause), Is.EqualTo(Enumerable.Range(0, 200).Select(id => (long?)id).Where(id => answers.Any(answer => answer.Cause == id))));
    }

    [Test]
    public async Task A_direct_call_can_be_interrupted_and_returns_what_it_had_printed()
    {
        await using var runtime = await StartedAsync();
        using var busy = new Sign(runtime);
        var call = runtime.ExecuteAsync(Blocking("echo begun; touch busy; sleep 1000"));
        await busy.SeenAsync();

        var interrupted = runtime.Interrupt(0);

        Assert.That(interrupted, Is.True);
        Assert.That(await call.WaitAsync(s_patience), Is.InstanceOf<CmdOutputObservation>().With.Property(nameof(CmdOutputObservation.Status)).EqualTo(CommandStatus.Interrupted));
    }

    // How long it takes until the agent is in a state that is asked for in the middle of a command.
    private static async Task<(TimeSpan Took, CmdRunAction Command, CmdOutputObservation Observation)> TimeAsync(string command, AgentState state)
    {
        await using var runtime = await StartedAsync();
        using var busy = new Sign(runtime);
        await using var controller = new AgentController(new QueueAgent(Blocking(command)), runtime);
        await controller.StartAsync();
        await controller.SendAsync("go");
        await busy.SeenAsync();

        var began = Stopwatch.GetTimestamp();
        await controller.RequestAsync(state);
        var took = Stopwatch.GetElapsedTime(began);

        TestContext.Out.WriteLine($"{state} after {took.TotalMilliseconds:F1} ms");
        Assert.That(controller.State, Is.EqualTo(state));
        return (took, await SeeAsync<CmdRunAction>(runtime), await SeeAsync<CmdOutputObservation>(runtime));
    }

    private static async Task<LocalRuntime> StartedAsync()
    {
        var runtime = new LocalRuntime();
        await runtime.StartAsync();
        return runtime;
    }

    // What follows it is a notice about the interrupt.
    private static string FirstLine(Observation observation) => observation.Content.Split('\n')[0];

    private static CmdRunAction Blocking(string command) => new(command) { Blocking = true, KeepPrompt = false };

    private static Task<TEvent> SeeAsync<TEvent>(LocalRuntime runtime)
        where TEvent : AgentEvent =>
        runtime.Events.FollowAsync().OfType<TEvent>().FirstAsync().AsTask().WaitAsync(s_patience);

    /// <summary>Tells when a command has made the file <c>busy</c>: it is in its middle.</summary>
    private sealed class Sign : IDisposable
    {
        private readonly TaskCompletionSource _seen = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly FileSystemWatcher _watcher;

        public Sign(LocalRuntime runtime)
        {
            _watcher = new FileSystemWatcher(runtime.WorkspacePath, "busy");
            _watcher.Created += (_, _) => _seen.TrySetResult();
            _watcher.EnableRaisingEvents = true;
        }

        public Task SeenAsync() => _seen.Task.WaitAsync(s_patience);

        public void Dispose() => _watcher.Dispose();
    }

    /// <summary>Takes its actions from a list and then finishes.</summary>
    private sealed class QueueAgent(params AgentAction[] actions) : IAgent
    {
        private readonly ConcurrentQueue<AgentAction> _actions = new(actions);

        public string Name => "queue";

        public IReadOnlyList<string> Plugins => [];

        public IReadOnlyList<AgentEvent> LastHistory { get; private set; } = [];

        public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default)
        {
            LastHistory = history;
            return Task.FromResult(_actions.TryDequeue(out var action) ? action : new AgentFinishAction());
        }
    }
}
