namespace OpenHands.Conformance;

/// <summary>Commands that ask: they are answered as waiting, and take text, keys and interrupts.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BashInputConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    /// <summary>Skips the suite where nobody can see that a command waits.</summary>
    [SetUp]
    public void SkipWithoutProcFs()
    {
        if (!Harness.HasProcFs)
        {
            Assert.Ignore("This sandbox does not show that a command waits for input.");
        }
    }

    [Test]
    public async Task A_command_that_asks_is_answered_as_waiting_and_takes_the_answer()
    {
        var asked = await RunAsync("read -p 'name? ' name; echo \"hello $name\"; (exit 4)");
        var answered = await SendAsync("Bob the \"builder\"");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((asked.ExitCode, asked.Status), Is.EqualTo((-1, CommandStatus.WaitingForInput)));
            Assert.That(asked.Content, Does.StartWith("name? ").And.Contain("is_input"));
            Assert.That((answered.ExitCode, answered.Content, answered.Status), Is.EqualTo((4, "hello Bob the \"builder\"", CommandStatus.Completed)));
        }
    }

    [Test]
    public async Task A_command_may_ask_more_than_once()
    {
        await RunAsync("read -p 'one? ' a; read -s -p 'two? ' b; echo \"$a-$b\"");

        var second = await SendAsync("1");
        var done = await SendAsync("2\n");

        Assert.That(second.Content, Does.StartWith("two? "));
        Assert.That(done.Content, Is.EqualTo("1-2"));
    }

    [Test]
    public async Task A_child_program_that_asks_is_seen_too()
    {
        var asked = await RunAsync("bash -c 'bash -c \"head -n 1\"; echo after'");
        var answered = await SendAsync("line");

        Assert.That(asked.Status, Is.EqualTo(CommandStatus.WaitingForInput));
        Assert.That(answered.Content, Is.EqualTo("line\nafter"));
    }

    [Test]
    public async Task A_cat_alone_waits_and_ends_with_its_input()
    {
        var waiting = await RunAsync("cat");
        var echoed = await SendAsync("text");
        var ended = await SendAsync("C-d");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(waiting.Status, Is.EqualTo(CommandStatus.WaitingForInput));
            Assert.That(echoed.Status, Is.EqualTo(CommandStatus.WaitingForInput));
            Assert.That(echoed.Content, Does.StartWith("text\n"));
            Assert.That((ended.ExitCode, ended.Content, ended.Status), Is.EqualTo((0, "", CommandStatus.Completed)));
        }
    }

    [Test]
    public async Task The_key_C_c_interrupts_as_at_a_terminal()
    {
        await RunAsync("cat");

        var interrupted = await SendAsync("C-c");
        var next = await RunAsync("echo next");

        Assert.That(interrupted.ExitCode, Is.EqualTo(130));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task The_key_C_z_stops_a_job_that_can_be_taken_up_again()
    {
        await RunAsync("cat");

        var stopped = await SendAsync("C-z");
        await RunAsync("fg");
        var ended = await SendAsync("C-d");

        Assert.That(stopped.ExitCode, Is.EqualTo(148));
        Assert.That(stopped.Content, Does.Contain("Stopped"));
        Assert.That((ended.ExitCode, ended.Status), Is.EqualTo((0, CommandStatus.Completed)));
    }

    [Test]
    public async Task Input_that_looks_like_a_command_of_ours_is_text()
    {
        await RunAsync("read -r x; echo \"got $x\"");

        var answered = await SendAsync("$(exit) `id` \\n 'q");

        Assert.That(answered.Content, Is.EqualTo("got $(exit) `id` \\n 'q"));
    }

    [Test]
    public async Task Several_lines_of_input_are_all_read()
    {
        await RunAsync("for i in 1 2 3; do read x; echo $i$x; done");

        var answered = await SendAsync("a\nb\nc");

        Assert.That(answered.Content, Is.EqualTo("1a\n2b\n3c"));
    }

    [Test]
    public async Task Ctrl_c_interrupts_a_running_command_in_any_case([Values("ctrl+c", "Ctrl+C", "CTRL+C")] string key)
    {
        var running = Begin("sh -c 'echo begun; exec sleep 100'");
        await running.SeesAsync("begun");

        var interrupt = await ExecuteAsync(new CmdRunAction(key));
        var ended = await running.EndAsync();
        var next = await RunAsync("echo next");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((interrupt.ExitCode, interrupt.Status), Is.EqualTo((130, CommandStatus.Interrupted)));
            Assert.That(ended.ExitCode, Is.EqualTo(130));
            Assert.That(ended.Content, Does.StartWith("begun"));
            Assert.That(next.Content, Is.EqualTo("next"));
        }
    }

    [TestCase("trap '' INT", 143, "SIGTERM")]
    [TestCase("trap '' INT TERM", 137, "killed")]
    public async Task Ctrl_c_goes_on_to_stronger_signals_and_says_so(string trap, int exitCode, string said)
    {
        var running = Begin($"bash -c \"{trap}; echo begun; while :; do sleep 100; done\"");
        await running.SeesAsync("begun");

        var interrupt = await ExecuteAsync(new CmdRunAction("ctrl+c"));
        var next = await RunAsync("echo next");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((interrupt.ExitCode, interrupt.Status), Is.EqualTo((exitCode, CommandStatus.Interrupted)));
            Assert.That(interrupt.Content, Does.Contain(said));
            Assert.That(next.Content, Is.EqualTo("next"));
        }
    }

    [Test]
    public async Task Ctrl_c_while_nothing_runs_is_answered_and_harmless()
    {
        var interrupt = await ExecuteAsync(new CmdRunAction("ctrl+c"));
        var next = await RunAsync("echo next");

        Assert.That((interrupt.ExitCode, interrupt.Content), Is.EqualTo((130, "")));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task An_interrupt_at_any_moment_leaves_the_shell_as_it_was()
    {
        await RunAsync("kept=1");

        for (var i = 0; i < 60; i++)
        {
            var command = RunAsync((i % 3) switch { 0 => "true", 1 => "for i in 1 2 3; do :; done; /bin/true", _ => "echo x; sleep 0.001" });
            Thread.SpinWait(i * 1000);
            await ExecuteAsync(new CmdRunAction("ctrl+c"));
            var ended = await command;
            var next = await RunAsync($"echo mark_{i} $kept");

            Assert.That(ended.ExitCode, Is.Zero.Or.EqualTo(130), ended.Content);
            Assert.That((next.ExitCode, next.Content.TrimStart('\n')), Is.EqualTo((0, $"mark_{i} 1")));
        }
    }

    [Test]
    public async Task Input_while_nothing_runs_is_refused()
    {
        var observation = await Runtime.ExecuteAsync(new CmdRunAction("text") { IsInput = true }, Patience);

        Assert.That(observation, Is.InstanceOf<ErrorObservation>());
        Assert.That(observation.Content, Does.Contain("No command is running"));
    }

    [Test]
    public async Task Waiting_while_nothing_runs_is_answered_at_once()
    {
        var observation = await ExecuteAsync(new CmdRunAction(""));

        Assert.That(observation.ExitCode, Is.EqualTo(-1));
        Assert.That(observation.Content, Does.Contain("No command is running"));
    }

    [Test]
    public async Task A_second_command_is_refused_and_told_how_to_go_on()
    {
        await RunAsync("cat");

        var refused = await Runtime.ExecuteAsync(new CmdRunAction("echo second"), Patience);
        await SendAsync("C-d");
        var next = await RunAsync("echo third");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused, Is.InstanceOf<ErrorObservation>());
            Assert.That(refused.Content, Does.Contain("echo second").And.Contain("empty command").And.Contain("is_input").And.Contain("ctrl+c"));
            Assert.That(next.Content, Is.EqualTo("third"));
        }
    }

    [Test]
    public async Task A_line_longer_than_a_terminal_takes_is_refused_and_nothing_is_sent()
    {
        await RunAsync("read x; echo ${#x}");

        var refused = await Runtime.ExecuteAsync(new CmdRunAction(new string('x', 4096)) { IsInput = true }, Patience);
        var taken = await SendAsync(new string('x', 4095));

        Assert.That(refused, Is.InstanceOf<ErrorObservation>());
        Assert.That(refused.Content, Does.Contain("4095"));
        Assert.That(taken.Content, Is.EqualTo("4095"));
    }

    [Test]
    public async Task Input_that_nobody_reads_is_refused_once_the_terminal_is_full()
    {
        var running = Begin("echo begun; sleep 100");
        await running.SeesAsync("begun");

        var refused = await Runtime.ExecuteAsync(new CmdRunAction(string.Concat(Enumerable.Repeat("line\n", 100_000))) { IsInput = true }, Patience);
        await ExecuteAsync(new CmdRunAction("ctrl+c"));
        var next = await RunAsync("echo next");

        Assert.That(refused, Is.InstanceOf<ErrorObservation>());
        Assert.That(refused.Content, Does.Contain("does not read"));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task Input_while_somebody_waits_for_the_command_does_not_wait_and_does_not_take_its_output()
    {
        var running = Begin("echo begun; until [ -e go ]; do sleep 0.02; done; read x; echo \"got $x\"");
        await running.SeesAsync("begun");

        var sent = await SendAsync("early");
        await Runtime.WriteFileAsync("go", "", Patience);
        var ended = await running.EndAsync();

        Assert.That(sent.Status, Is.EqualTo(CommandStatus.Running));
        Assert.That((ended.ExitCode, ended.Content), Is.EqualTo((0, "begun\ngot early")));
    }

    [Test]
    public async Task Files_do_not_wait_behind_a_running_command()
    {
        var running = Begin("echo begun; sleep 100");
        await running.SeesAsync("begun");

        await Runtime.WriteFileAsync("f", "content", Patience);
        var content = await Runtime.ReadFileAsync("f", Patience);
        var names = await Runtime.ListFilesAsync(cancellationToken: Patience);

        Assert.That((content, string.Join(' ', names), running.Completion.IsCompleted), Is.EqualTo(("content", "f", false)));
    }
}
