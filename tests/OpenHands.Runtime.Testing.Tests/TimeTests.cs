using Microsoft.Extensions.Time.Testing;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class TimeTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private FakeRuntime _runtime = null!;

    [SetUp]
    public async Task StartRuntime() => _runtime = await FakeRuntime.StartNewAsync(timeProvider: _clock);

    public async ValueTask DisposeAsync() => await _runtime.DisposeAsync();

    [Test]
    public async Task A_slow_answer_comes_when_the_clock_says_so()
    {
        _runtime.When("make").Answer("built").After(TimeSpan.FromSeconds(30));

        var running = _runtime.RunAsync("make");
        var call = await _runtime.WaitForCallAsync<CmdRunAction>();
        _clock.Advance(TimeSpan.FromSeconds(29));
        var early = running.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That((call.IsRunning, early, (await running).Content), Is.EqualTo((true, false, "built")));
    }

    [Test]
    public async Task A_runtime_may_be_slow_as_a_whole()
    {
        await using var slow = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Latency = TimeSpan.FromSeconds(2) }, _clock);

        var writing = slow.WriteFileAsync("f", "x");
        await slow.WaitForCallAsync<FileWriteAction>();
        var early = writing.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(2));
        await writing;

        Assert.That(early, Is.False);
        slow.ShouldHaveFile("f", "x");
    }

    [Test]
    public async Task An_action_that_takes_longer_than_its_timeout_is_timed_out_with_what_it_printed()
    {
        _runtime.When("make").Answer("never").Printing("one\n", "two\n", "three\n").After(TimeSpan.FromSeconds(40));

        var running = _runtime.RunAsync("make", timeout: TimeSpan.FromSeconds(25));
        await _runtime.WaitForCallAsync<CmdRunAction>();
        for (var i = 0; i < 25; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        var observation = await running;

        Assert.That((observation.Status, observation.ExitCode, observation.Content), Is.EqualTo(
            (CommandStatus.TimedOut, 130, "one\ntwo\n[Command timed out after 25 seconds.]")));
    }

    [Test]
    public async Task A_cancelled_command_throws_and_leaves_an_interrupted_observation()
    {
        using var cancellation = new CancellationTokenSource();
        _runtime.When("sleep 100").Answer("").Printing("begun\n").After(TimeSpan.FromSeconds(100));

        var running = _runtime.RunAsync("sleep 100", cancellationToken: cancellation.Token);
        await _runtime.WaitForCallAsync<CmdRunAction>();
        _clock.Advance(TimeSpan.FromSeconds(50));
        await cancellation.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var last = (CmdOutputObservation)await _runtime.Events.ReadAsync(reverse: true).FirstAsync();

        Assert.That(running.IsCanceled, Is.True);
        Assert.That((last.Status, last.Content), Is.EqualTo((CommandStatus.Interrupted, "begun\n[The command was interrupted.]")));
    }

    [Test]
    public async Task A_function_that_ignores_its_token_keeps_nobody_waiting()
    {
        using var cancellation = new CancellationTokenSource();
        var never = new TaskCompletionSource<Observation>();
        _runtime.When<CmdRunAction>().Answer((_, _) => never.Task);

        var running = _runtime.RunAsync("x", cancellationToken: cancellation.Token);
        await _runtime.WaitForCallAsync<CmdRunAction>();
        await cancellation.CancelAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(running.IsCanceled, Is.True);
    }

    [Test]
    public async Task Output_is_streamed_piece_by_piece_with_byte_offsets()
    {
        _runtime.When("make").Answer("é-done").Printing("é-", "done");

        var updates = await _runtime.StreamAsync(new CmdRunAction("make")).ToListAsync();

        Assert.That(updates, Is.EqualTo(new ExecutionUpdate[]
        {
            new ExecutionUpdate.Output(new OutputChunk(0, "é-")),
            new ExecutionUpdate.Output(new OutputChunk(3, "done")),
            new ExecutionUpdate.Completed(new CmdOutputObservation("make") { Content = "é-done" }),
        }));
    }

    [Test]
    public async Task Output_that_is_not_said_to_come_in_pieces_is_streamed_in_one()
    {
        _runtime.When("make").Answer("done");

        var updates = await _runtime.StreamAsync(new CmdRunAction("make")).ToListAsync();

        Assert.That(updates[0], Is.EqualTo(new ExecutionUpdate.Output(new OutputChunk(0, "done"))));
    }

    [Test]
    public async Task A_second_command_is_refused_while_one_runs_and_files_are_not()
    {
        _runtime.When("make").Answer("built").After(TimeSpan.FromSeconds(5));
        _runtime.When("ls").Answer("f");

        var running = _runtime.RunAsync("make");
        await _runtime.WaitForCallAsync<CmdRunAction>();
        var refused = await _runtime.ExecuteAsync(new CmdRunAction("ls"));
        await _runtime.WriteFileAsync("f", "x");
        _clock.Advance(TimeSpan.FromSeconds(5));
        await running;
        var later = await _runtime.ExecuteAsync(new CmdRunAction("ls"));

        Assert.That(refused, Is.InstanceOf<ErrorObservation>().With.Property(nameof(Observation.Content)).StartsWith("A command is still running, so this one was not started: ls"));
        Assert.That(later.Content, Is.EqualTo("f"));
    }

    [Test]
    public async Task Stopping_the_runtime_ends_what_runs()
    {
        _runtime.When("sleep 300").Answer("").After(TimeSpan.FromSeconds(100));

        var running = _runtime.RunAsync("sleep 300");
        await _runtime.WaitForCallAsync<CmdRunAction>();
        await _runtime.StopAsync();
        await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(running.Exception?.InnerException, Is.InstanceOf<RuntimeUnavailableException>());
        Assert.That(_runtime.Calls[0].Failure, Is.Not.Null);
    }

    [Test]
    public async Task Waiting_for_a_call_can_be_given_up_and_finds_one_that_came_before()
    {
        using var cancellation = new CancellationTokenSource();
        _runtime.When("ls").Answer("f");

        var waiting = _runtime.WaitForCallAsync<CmdRunAction>(run => run.Command == "never", cancellation.Token);
        await _runtime.RunAsync("ls");
        var found = await _runtime.WaitForCallAsync<CmdRunAction>(run => run.Command == "ls");
        await cancellation.CancelAsync();
        await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        Assert.That(waiting.IsCanceled, Is.True);
        Assert.That(found.Observation!.Content, Is.EqualTo("f"));
    }
}
