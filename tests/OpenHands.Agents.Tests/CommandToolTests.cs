using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

public sealed class CommandToolTests : FakeToolTests
{
    private protected override AgentToolOptions Options => new() { MaxResultLength = 1000, Timeout = TimeSpan.FromSeconds(7) };

    [Test]
    public async Task A_command_tells_its_exit_code_and_output()
    {
        Runtime.When("make").Answer("it broke", exitCode: 2);

        var result = await Tools.CallAsync("run", ("command", "make"));

        Assert.That(result, Is.EqualTo("Exit code 2.\nOutput:\nit broke"));
    }

    [Test]
    public async Task A_command_is_on_the_event_stream()
    {
        Runtime.When("make").Answer("");

        await Tools.CallAsync("run", ("command", "make"), ("timeout_seconds", 3));

        var call = Runtime.ShouldHaveRun("make", times: 1);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(call.Action.Timeout, Is.EqualTo(TimeSpan.FromSeconds(3)));
            Assert.That(Runtime.Events.LatestId, Is.EqualTo(1));
        }
    }

    [Test]
    public async Task A_timeout_that_is_not_said_is_that_of_the_options()
    {
        Runtime.When("make").Answer("");

        await Tools.CallAsync("run", ("command", "make"));

        Assert.That(Runtime.ShouldHaveRun("make").Action.Timeout, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [Test]
    public async Task Long_output_keeps_head_and_tail_and_says_where_the_rest_is()
    {
        var observation = new CmdOutputObservation("seq") { Content = $"first{new string('\u00e9', 5000)}last", OutputFile = "/state/out-1", OutputBytes = 123456 };
        Runtime.When("seq").Answer(_ => observation);

        var result = await Tools.CallAsync("run", ("command", "seq"));

        Assert.That(result, Does.StartWith("Exit code 0.\nOutput:\nfirst").And.EndsWith("last").And.Contain("4,009 characters left out")
            .And.Contain("123,456 bytes, is in /state/out-1").And.Length.LessThan(1300));
    }

    [Test]
    public async Task A_cut_does_not_split_a_character()
    {
        Runtime.When("emoji").Answer($"x{string.Concat(Enumerable.Repeat("\U0001F600", 2000))}");

        var result = await Tools.CallAsync("run", ("command", "emoji"));

        Assert.That(result.EnumerateRunes().Contains(System.Text.Rune.ReplacementChar), Is.False);
    }

    [TestCase(CommandStatus.Running, "Still running. Call send_input")]
    [TestCase(CommandStatus.WaitingForInput, "Waiting for input. Call send_input with text")]
    [TestCase(CommandStatus.TimedOut, "Timed out and was stopped, exit code -1.")]
    [TestCase(CommandStatus.Interrupted, "Interrupted, exit code -1.")]
    [TestCase(CommandStatus.ShellEnded, "The shell ended, exit code -1.")]
    public async Task A_command_that_did_not_simply_end_says_so_and_what_to_do(CommandStatus status, string words)
    {
        Runtime.When("x").Answer(new CmdOutputObservation("x") { ExitCode = -1, Status = status, Content = "Name? " });

        var result = await Tools.CallAsync("run", ("command", "x"));

        Assert.That(result, Does.StartWith(words).And.EndsWith("\nOutput:\nName? "));
    }

    [Test]
    public async Task Input_keys_and_waiting_are_told_apart()
    {
        Runtime.When<CmdRunAction>().Answer("");

        await Tools.CallAsync("send_input", ("text", "yes"));
        await Tools.CallAsync("send_input", ("key", "ctrl_d"));
        await Tools.CallAsync("send_input", ("text", ""));
        await Tools.CallAsync("send_input");
        await Tools.CallAsync("interrupt");

        var sent = Runtime.Calls.Select(call => (CmdRunAction)call.Action).Select(action => $"{action.Command}|{action.IsInput}");
        Assert.That(sent, Is.EqualTo("yes|True C-d|True |True |False ctrl+c|False".Split(' ')));
    }

    [Test]
    public async Task A_cell_tells_how_it_ended_and_its_output()
    {
        Runtime.When<IPythonRunCellAction>().Answer(cell => new IPythonRunCellObservation(cell.Code) { Content = "NameError: x", Status = CellStatus.Failed });

        var result = await Tools.CallAsync("python", ("code", "x"));

        Assert.That(result, Is.EqualTo("Failed: the traceback is at the end of the output.\nOutput:\nNameError: x"));
    }

    [Test]
    public async Task An_image_is_told_by_its_size()
    {
        Runtime.When<IPythonRunCellAction>().Answer($"before\n![image](data:image/png;base64,{new string('A', 4000)})\nafter");

        var result = await Tools.CallAsync("python", ("code", "plot()"));

        Assert.That(result, Does.EndWith("before\n[PNG image of 3,000 bytes, not shown; save it to a file to keep it]\nafter"));
    }

    [Test]
    public async Task Cancelling_a_call_stops_the_command()
    {
        using var stop = new CancellationTokenSource();
        Runtime.When("forever").Answer(async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return new NullObservation();
        });

        var call = Tools.CallAsync("run", stop.Token, ("command", "forever"));
        await Runtime.WaitForCallAsync<CmdRunAction>();
        await stop.CancelAsync();

        await Assert.ThatAsync(() => call, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task ARuntime_that_fails_is_no_result()
    {
        Runtime.When("x").Throws(new RuntimeUnavailableException("The container is gone."));

        await Assert.ThatAsync(() => Tools.CallAsync("run", ("command", "x")), Throws.InstanceOf<RuntimeUnavailableException>());
    }
}
