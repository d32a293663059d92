using System.Diagnostics;

namespace OpenHands.Conformance;

/// <summary>Commands that take too long: what they printed is kept, they are stopped for good, and the shell is there for the next.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BashTimeoutConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options => options.SoftTimeout = Brief);

    [Test]
    public async Task A_command_that_takes_too_long_is_stopped_and_its_output_kept()
    {
        var observation = await RunAsync("kept=1; echo partial; sleep 100; echo never", Brief);
        var next = await RunAsync("echo next $kept");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((130, CommandStatus.TimedOut)));
            Assert.That(observation.Content, Does.Match(@"^partial\n+\[Command timed out after 0\.3 seconds\. SIGINT was sent to interrupt it\.\]$"));
            Assert.That(next.Content, Is.EqualTo("next 1"));
        }
    }

    [TestCase("echo begun; while :; do :; done")]
    [TestCase("echo begun; for ((;;)); do true; done")]
    [TestCase("echo begun; cat < /dev/zero > /dev/null")]
    [TestCase("echo begun; while :; do sleep 0.01; done")]
    public async Task A_loop_of_the_shell_itself_is_stopped(string command)
    {
        var observation = await RunAsync(command, Brief);
        var next = await RunAsync("echo next");

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.TimedOut));
        Assert.That(observation.Content, Does.StartWith("begun\n"));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task Endless_output_is_stopped_too()
    {
        var observation = await RunAsync("yes", Brief);
        var next = await RunAsync("echo next");

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.TimedOut));
        Assert.That(observation.Content, Does.StartWith("y\ny\n").And.Contain("[Command timed out after 0.3 seconds."));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [TestCase("bash -c 'trap \"\" INT; echo begun; while :; do sleep 100; done'", 143, "ended by SIGTERM")]
    [TestCase("bash -c 'trap \"\" INT TERM; echo begun; while :; do sleep 100; done'", 137, "was killed.")]
    public async Task A_program_that_ignores_signals_gets_stronger_ones(string command, int exitCode, string said)
    {
        var observation = await RunAsync($"kept=1; {command}", Brief);
        var next = await RunAsync("echo next $kept");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((exitCode, CommandStatus.TimedOut)));
            Assert.That(observation.Content, Does.StartWith("begun\n").And.Contain(said));
            Assert.That(next.Content, Is.EqualTo("next 1"));
        }
    }

    [TestCase("trap '' INT TERM; echo begun; while :; do :; done")]
    [TestCase("echo begun; kill -STOP $$")]
    public async Task A_shell_that_cannot_be_interrupted_is_replaced(string command)
    {
        var observation = await RunAsync(command, Brief);
        var next = await RunAsync("echo next");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((137, CommandStatus.TimedOut)));
            Assert.That(observation.Content, Does.StartWith("begun\n").And.Contain("together with its shell"));
            Assert.That(next.Content, Is.EqualTo("next"));
        }
    }

    [Test]
    public async Task A_command_that_does_not_block_is_answered_soon_and_goes_on()
    {
        var first = await ExecuteAsync(new CmdRunAction("echo one; until [ -e go ]; do sleep 0.02; done; echo two; (exit 6)") { KeepPrompt = false });
        var still = await ExecuteAsync(new CmdRunAction("") { KeepPrompt = false });
        await Runtime.WriteFileAsync("go", "", Patience);
        var last = await ExecuteAsync(new CmdRunAction("") { KeepPrompt = false, Blocking = true });

        using (Assert.EnterMultipleScope())
        {
            Assert.That((first.ExitCode, first.Status), Is.EqualTo((-1, CommandStatus.Running)));
            Assert.That(first.Content, Does.StartWith("one\n").And.Contain("still running after 0.3 seconds").And.Contain("empty command"));
            Assert.That((still.ExitCode, still.Status), Is.EqualTo((-1, CommandStatus.Running)));
            Assert.That(still.Content, Does.Not.Contain("one"));
            Assert.That((last.ExitCode, last.Content, last.Status), Is.EqualTo((6, "two", CommandStatus.Completed)));
        }
    }

    [Test]
    public async Task A_command_that_does_not_block_ends_at_its_own_timeout_when_that_is_shorter()
    {
        var observation = await ExecuteAsync(new CmdRunAction("echo begun; sleep 100") { Timeout = Brief / 3 });
        var next = await RunAsync("echo next");

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.TimedOut));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task A_command_that_blocks_is_waited_for_beyond_the_soft_timeout()
    {
        var observation = await RunAsync("sleep 0.6; echo done", TimeSpan.FromSeconds(30));

        Assert.That((observation.ExitCode, observation.Content, observation.Status), Is.EqualTo((0, "done", CommandStatus.Completed)));
    }

    [Test]
    public async Task Waiting_for_a_running_command_with_a_timeout_does_not_stop_it()
    {
        await ExecuteAsync(new CmdRunAction("until [ -e go ]; do sleep 0.02; done; echo done"));

        var waited = await ExecuteAsync(new CmdRunAction("") { Blocking = true, Timeout = Brief / 3 });
        await Runtime.WriteFileAsync("go", "", Patience);
        var ended = await ExecuteAsync(new CmdRunAction("") { Blocking = true, KeepPrompt = false });

        Assert.That(waited.Status, Is.EqualTo(CommandStatus.Running));
        Assert.That((ended.ExitCode, ended.Content), Is.EqualTo((0, "done")));
    }

    [Test]
    public async Task The_runtimes_timeout_counts_where_the_action_has_none()
    {
        var runtime = await StartAsync(RuntimeSetup.With(options => options.ActionTimeout = Brief));

        var observation = await runtime.RunAsync("sleep 100", cancellationToken: Patience);

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.TimedOut));
    }

    [Test]
    public async Task Ctrl_c_after_a_soft_timeout_ends_the_command_with_what_it_printed_last()
    {
        await ExecuteAsync(new CmdRunAction("bash -c \"trap 'echo caught; exit 3' INT; echo begun; while :; do sleep 0.05; done\""));

        var interrupted = await ExecuteAsync(new CmdRunAction("ctrl+c"));
        var next = await RunAsync("echo next");

        Assert.That((interrupted.ExitCode, interrupted.Status), Is.EqualTo((130, CommandStatus.Interrupted)));
        Assert.That(interrupted.Content, Does.Contain("caught"));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task An_interrupt_in_the_moment_a_command_begins_runs_no_piece_of_it_and_keeps_the_shell()
    {
        var pieces = string.Join(';', Enumerable.Repeat("piece_of_it", 60));
        var shell = (await RunAsync("echo $$")).Content;

        for (var round = 0; round < 120; round++)
        {
            using var cancel = new CancellationTokenSource();
            var running = Runtime.ExecuteAsync(new CmdRunAction($"while :; do :; done;{pieces}") { Blocking = true }, cancel.Token);
            Spin(TimeSpan.FromMicroseconds(round * 5));
            await cancel.CancelAsync();
            await running.ContinueWith(static _ => { }, TaskScheduler.Default);
            var next = await RunAsync("echo $$");

            Assert.That(next.Content, Is.EqualTo(shell), $"round {round}");
        }

        var printed = await Runtime.Events.ReadAsync(cancellationToken: Patience).OfType<CmdOutputObservation>().Select(end => end.Content).ToListAsync(Patience);
        Assert.That(printed, Has.None.Contains("not found"));
    }

    private static void Spin(TimeSpan time)
    {
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < time;)
        {
            Thread.SpinWait(10);
        }
    }
}
