using OpenHands.Events;

namespace OpenHands.Conformance;

/// <summary>Disposing a runtime ends everything it started and answers whoever waits.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class DisposalConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private readonly EventStream _events = EventStream.CreateInMemory();

    /// <inheritdoc />
    protected override RuntimeSetup Setup => new() { Events = Own(_events) };

    [TestCase("sleep 300 & echo $!", TestName = "{m} a background job")]
    [TestCase("nohup sleep 300 > /dev/null 2>&1 & echo $!; disown -a", TestName = "{m} nohup")]
    [TestCase("setsid sh -c 'echo $$ > pid; exec sleep 300' > /dev/null 2>&1 & until [ -s pid ]; do sleep 0.01; done; cat pid", TestName = "{m} a session of its own")]
    [TestCase("( ( sleep 300 & echo $! > pid ) & ) > /dev/null 2>&1; until [ -s pid ]; do sleep 0.01; done; cat pid", TestName = "{m} a daemon")]
    [TestCase("bash -c 'trap \"\" HUP INT TERM; echo $$ > pid; while :; do sleep 300; done' & until [ -s pid ]; do sleep 0.01; done; cat pid", TestName = "{m} one that ignores signals")]
    [TestCase("(while :; do sleep 300; done) & echo $!", TestName = "{m} a subshell")]
    [TestCase("env -i sleep 300 & echo $!", TestName = "{m} one with an empty environment")]
    [TestCase("sleep 300 & echo $!; exit", TestName = "{m} what an ended shell left")]
    [TestCase("sleep 300 & echo $!; kill -STOP $!", TestName = "{m} a stopped one")]
    public async Task Nothing_is_left_of(string start)
    {
        var observer = await StartAsync();
        var pids = Numbers(await RunAsync(start));

        await Runtime.DisposeAsync();

        Assert.That(pids, Is.Not.Empty);
        Assert.That(await (Harness.IsolatesProcesses ? Harness.FindLeftOversAsync(Runtime) : SurvivorsAsync(pids, observer)), Is.Empty);
    }

    [Test]
    public async Task The_shell_and_its_running_command_end_and_the_caller_is_answered()
    {
        var running = Begin("echo begun; sleep 300");
        await running.SeesAsync("begun");

        await Runtime.DisposeAsync();
        await ((Task)running.Completion).WaitAsync(Patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var last = await LastEventAsync();

        Assert.That(running.Completion.IsCompleted, Is.True);
        Assert.That(last, Is.InstanceOf<Observation>());
        Assert.That(last.Cause, Is.Zero);
    }

    [Test]
    public async Task An_attached_runtime_stops_following()
    {
        var attachment = Runtime.Attach();

        await Runtime.DisposeAsync();
        await attachment.DisposeAsync();
        await _events.PublishAsync(new CmdRunAction("echo too late"), EventSource.Agent, Patience);
        var second = await StartAsync(new RuntimeSetup { Events = _events });
        await using var next = second.Attach();
        var asked = await _events.PublishAsync(new CmdRunAction("echo in time"), EventSource.Agent, Patience);
        var answer = await AnswerToAsync(asked.Id);

        Assert.That(answer.Content, Does.StartWith("in time"));
    }

    private async Task<Observation> AnswerToAsync(long id)
    {
        await foreach (var happened in _events.FollowAsync(cancellationToken: Patience))
        {
            if (happened is Observation observation && observation.Cause == id)
            {
                return observation;
            }
        }

        throw new InvalidOperationException("The stream ended without an answer.");
    }

    private async Task<AgentEvent> LastEventAsync()
    {
        await foreach (var happened in _events.ReadAsync(reverse: true, cancellationToken: Patience))
        {
            return happened;
        }

        throw new InvalidOperationException("The stream is empty.");
    }
}
