namespace OpenHands.Conformance;

/// <summary>A command that is stopped is stopped with everything it started, wherever that went; what others started stays.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class ProcessTreeConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    // Until everything is under way, and then for ever.
    private const string Wait = "until [ -s pids ]; do sleep 0.01; done; echo begun; until false; do sleep 0.05; done";

    private static readonly TestCaseData[] Escapes =
    [
        new("sleep 300 & echo $! >> pids") { TestName = "{m} a background job" },
        new("bash -c 'bash -c \"sleep 300 & echo \\$! >> pids; wait\"' &") { TestName = "{m} a grandchild" },
        new("setsid sh -c 'echo $$ >> pids; exec sleep 300' &") { TestName = "{m} a session of its own" },
        new("( ( sleep 300 > /dev/null 2>&1 & echo $! >> pids ) & )") { TestName = "{m} a double fork" },
        new("( setsid sh -c 'echo $$ >> pids; exec sleep 300 < /dev/null > /dev/null 2>&1' & )") { TestName = "{m} a daemon" },
        new("nohup sleep 300 > /dev/null 2>&1 & echo $! >> pids; disown -a") { TestName = "{m} nohup" },
        new("(while :; do sleep 1; done) & echo $! >> pids") { TestName = "{m} a subshell" },
        new("sleep 300 | sleep 300 & echo $! >> pids; jobs -p >> pids") { TestName = "{m} a pipeline" },
        new("trap '' INT TERM; sleep 300 & echo $! >> pids; trap - INT TERM") { TestName = "{m} one that ignores signals" },
        new("env -i sleep 300 & echo $! >> pids") { TestName = "{m} one with an empty environment" },
        new("sleep 300 & echo $! >> pids; kill -STOP $!") { TestName = "{m} a stopped one" },
    ];

    [TestCaseSource(nameof(Escapes))]
    public async Task A_timeout_leaves_nothing_of(string start)
    {
        var observation = await RunAsync($"{start}\n{Wait}", Brief);
        var pids = Numbers(await RunAsync("cat pids"));

        Assert.That(observation.Status, Is.EqualTo(CommandStatus.TimedOut));
        Assert.That(pids, Is.Not.Empty);
        Assert.That(await SurvivorsAsync(pids), Is.Empty);
    }

    [TestCaseSource(nameof(Escapes))]
    public async Task A_cancelled_call_leaves_nothing_of(string start)
    {
        var answered = ObservationAsync();
        var running = Begin(new CmdRunAction($"{start}\n{Wait}") { Blocking = true });
        await running.SeesAsync("begun");

        await running.DisposeAsync();
        var observation = await answered;
        var pids = Numbers(await RunAsync("cat pids"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(running.Completion.IsCompletedSuccessfully, Is.False);
            Assert.That(observation.Status, Is.EqualTo(CommandStatus.Interrupted));
            Assert.That(observation.Content, Does.Contain("begun"));
            Assert.That(pids, Is.Not.Empty);
            Assert.That(await SurvivorsAsync(pids), Is.Empty);
        }
    }

    [Test]
    public async Task A_job_of_an_earlier_command_keeps_what_it_starts_later()
    {
        await RunAsync("(while :; do sleep 0.05; date +%N > beat; done) > /dev/null 2>&1 & sleep 0.1");

        await RunAsync("sleep 100", Brief);
        var beats = await RunAsync("rm -f beat; for ((i = 0; i < 200; i++)); do [ -s beat ] && echo beats && break; sleep 0.02; done");

        Assert.That(beats.Content, Is.EqualTo("beats"));
    }

    [Test]
    public async Task Jobs_of_earlier_commands_survive_a_timeout_and_an_interrupt()
    {
        var jobs = await RunAsync("sleep 300 & echo $!; setsid sh -c 'echo $$ > pid; exec sleep 300' & until [ -s pid ]; do sleep 0.01; done; cat pid; disown -a");
        var pids = Numbers(jobs);

        await RunAsync("sleep 100", Brief);
        await RunAsync("sleep 100 & setsid sleep 100 & wait", Brief);
        var alive = await RunAsync($"kill -0 {string.Join(' ', pids)} && echo alive");

        Assert.That(pids, Has.Length.GreaterThanOrEqualTo(2));
        Assert.That(alive.Content.Split('\n'), Does.Contain("alive"));
    }

    [Test]
    public async Task A_job_that_was_left_behind_on_purpose_lives_on_after_its_command()
    {
        var daemon = await RunAsync("setsid sh -c 'echo $$ > pid; exec sleep 300' > /dev/null 2>&1 & until [ -s pid ]; do sleep 0.01; done; cat pid");
        var alive = await RunAsync($"kill -0 {Numbers(daemon)[0]} && echo alive");

        Assert.That(alive.Content.Split('\n'), Does.Contain("alive"));
    }

    [Test]
    public async Task What_a_shell_started_lives_on_when_the_shell_is_replaced()
    {
        var job = await RunAsync("nohup sleep 300 > /dev/null 2>&1 & echo $!; disown -a");

        await RunAsync("exit 1");
        var alive = await RunAsync($"kill -0 {Numbers(job)[0]} && echo alive");

        Assert.That(alive.Content.Split('\n'), Does.Contain("alive"));
    }

    private async Task<CmdOutputObservation> ObservationAsync()
    {
        await foreach (var happened in Runtime.Events.FollowAsync(cancellationToken: Patience))
        {
            if (happened is CmdOutputObservation observation)
            {
                return observation;
            }
        }

        throw new InvalidOperationException("The stream ended without an observation.");
    }
}
