using System.Text;

namespace OpenHands.Conformance;

/// <summary>Output while a command runs: in order, in whole characters, without slowing the command.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class StreamingConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <summary>Skips the suite where output comes only at the end.</summary>
    [SetUp]
    public void SkipWithoutStreaming()
    {
        if (!Runtime.Capabilities.StreamsOutput)
        {
            Assert.Ignore("This sandbox tells output only at the end.");
        }
    }

    [Test]
    public async Task Output_comes_before_the_command_ends()
    {
        var running = Begin("echo first; until [ -e go ]; do sleep 0.02; done; echo last");

        await running.SeesAsync("first\n");
        var wasRunning = !running.Completion.IsCompleted;
        await Runtime.WriteFileAsync("go", "", Patience);
        var observation = await running.EndAsync();

        Assert.That(wasRunning, Is.True);
        Assert.That(observation.Content, Is.EqualTo("first\nlast"));
    }

    [Test]
    public async Task The_chunks_are_the_output_without_holes_and_the_end_comes_last_and_once()
    {
        var text = new StringBuilder();
        var expectedOffset = 0L;
        var completions = 0;

        await foreach (var update in Runtime.StreamAsync(Command("for i in {1..500}; do echo line $i é€🙂; done; (exit 3)"), Patience))
        {
            Assert.That(completions, Is.Zero, "Nothing follows the end.");
            if (update is ExecutionUpdate.Output { Chunk: var chunk })
            {
                Assert.That(chunk.Offset, Is.EqualTo(expectedOffset));
                expectedOffset += Encoding.UTF8.GetByteCount(chunk.Text);
                text.Append(chunk.Text);
            }
            else if (update is ExecutionUpdate.Completed { Observation: var observation })
            {
                completions++;
                Assert.That(observation.Content, Is.EqualTo(text.ToString().TrimEnd('\n')));
                Assert.That(((CmdOutputObservation)observation).ExitCode, Is.EqualTo(3));
            }
        }

        Assert.That(completions, Is.EqualTo(1));
        Assert.That(text.ToString(), Does.EndWith("line 500 é€🙂\n"));
    }

    [Test]
    public async Task A_character_is_never_split_between_chunks()
    {
        var running = Begin(@"for i in {1..20}; do printf '\xf0\x9f'; sleep 0.005; printf '\x99\x82\xe2'; sleep 0.005; printf '\x82\xac'; done");

        var observation = await running.EndAsync();

        Assert.That(observation.Content, Is.EqualTo(string.Concat(Enumerable.Repeat("🙂€", 20))));
        Assert.That(string.Concat(running.Chunks.Select(chunk => chunk.Text)), Is.EqualTo(observation.Content));
        Assert.That(running.Chunks, Has.None.Matches<OutputChunk>(chunk => chunk.Text.Contains('\ufffd', StringComparison.Ordinal)
            || char.IsLowSurrogate(chunk.Text[0]) || char.IsHighSurrogate(chunk.Text[^1])));
    }

    [Test]
    public async Task A_command_without_output_has_an_end_only()
    {
        var running = Begin("true");

        var observation = await running.EndAsync();

        Assert.That(running.Chunks, Is.Empty);
        Assert.That(observation.ExitCode, Is.Zero);
    }

    [Test]
    public async Task Leaving_early_stops_the_command()
    {
        var pid = "";
        await foreach (var update in Runtime.StreamAsync(Command("echo $BASHPID $$; sh -c 'echo $$; exec sleep 300'"), Patience))
        {
            if (update is ExecutionUpdate.Output { Chunk.Text: var text } && (pid += text).Count('\n') == 2)
            {
                break;
            }
        }

        var survivors = await SurvivorsAsync([pid.Split('\n')[1]]);
        var next = await RunAsync("echo next");

        Assert.That(survivors, Is.Empty);
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task A_reader_that_does_not_read_does_not_slow_the_command_and_sees_the_gap()
    {
        await using var updates = Runtime.StreamAsync(Command("seq 1 2000000"), Patience).GetAsyncEnumerator(Patience);

        await updates.MoveNextAsync();
        var answered = await AnsweredAsync();
        var last = updates.Current;
        while (await updates.MoveNextAsync())
        {
            last = updates.Current;
        }

        Assert.That(answered.ExitCode, Is.Zero);
        Assert.That(last, Is.InstanceOf<ExecutionUpdate.Completed>());
        Assert.That(((ExecutionUpdate.Completed)last).Observation.Id, Is.EqualTo(answered.Id));
    }

    [Test]
    public async Task Any_action_can_be_streamed()
    {
        await Runtime.WriteFileAsync("f", "text", Patience);

        var running = Begin(new FileReadAction("f"));
        var observation = await running.Completion;

        Assert.That(running.Chunks, Is.Empty);
        Assert.That(observation.Content, Is.EqualTo("text"));
    }

    [Test]
    public async Task What_follows_a_soft_timeout_continues_the_offsets()
    {
        var runtime = await StartAsync(RuntimeSetup.With(options => options.SoftTimeout = Brief));
        var first = Own(new RunningAction(runtime, new CmdRunAction("echo one; until [ -e go ]; do sleep 0.02; done; echo two"), Patience));
        await first.EndAsync();

        await runtime.WriteFileAsync("go", "", Patience);
        var second = Own(new RunningAction(runtime, new CmdRunAction("") { Blocking = true, KeepPrompt = false }, Patience));
        var observation = await second.EndAsync();

        Assert.That(first.Chunks.Single(), Is.EqualTo(new OutputChunk(0, "one\n")));
        Assert.That(observation.Content, Is.EqualTo("two"));
        Assert.That(second.Chunks.Sum(chunk => chunk.Text.Length), Is.EqualTo(4).Or.Zero);
    }

    private static CmdRunAction Command(string command) => new(command) { Blocking = true, KeepPrompt = false };

    private async Task<CmdOutputObservation> AnsweredAsync()
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
