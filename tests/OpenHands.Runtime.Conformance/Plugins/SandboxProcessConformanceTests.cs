using System.Text;

namespace OpenHands.Conformance;

/// <summary>Programs that run beside the shell: what goes in, what comes out, and that nothing of them is left.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class SandboxProcessConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private IActionExecutor _executor = null!;

    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options =>
    {
        options.Environment["NOT_FOR_PROGRAMS"] = "secret";
        options.Plugins.Add(() => new ProbePlugin(context => _executor = context.Executor));
    });

    [Test]
    public async Task What_a_program_reads_and_prints_goes_through_byte_for_byte()
    {
        var bytes = new byte[1024 * 1024];
        new Random(7).NextBytes(bytes);
        await using var process = await StartAsync("cat");

        var writing = WriteAndCloseAsync(process, bytes);
        var printed = await ReadToEndAsync(process.Output);
        await writing;

        Assert.That(printed.AsSpan().SequenceEqual(bytes), Is.True);
        Assert.That(await process.Completion.WaitAsync(Patience), Is.Zero);
    }

    [Test]
    public async Task A_program_can_be_talked_with_line_by_line()
    {
        await using var process = await StartAsync("sh", "-c", "while read line; do echo \"<$line>\"; done");
        var output = new StreamReader(process.Output);

        var answers = "";
        for (var i = 0; i < 3; i++)
        {
            await process.Input.WriteAsync(Encoding.UTF8.GetBytes($"line {i}\n"), Patience);
            await process.Input.FlushAsync(Patience);
            answers += await output.ReadLineAsync(Patience);
        }

        Assert.That(answers, Is.EqualTo("<line 0><line 1><line 2>"));
    }

    [Test]
    public async Task Arguments_arrive_as_they_are()
    {
        string[] arguments = ["", " ", "$HOME", "`id`", "a'b\"c", "*", "line\nbreak", "ünïcödé", "-n"];
        await using var process = await StartAsync("printf", ["[%s]", .. arguments]);

        var printed = await ReadTextAsync(process.Output);

        Assert.That(printed, Is.EqualTo(string.Concat(arguments.Select(argument => $"[{argument}]"))));
    }

    [Test]
    public async Task It_starts_in_the_workspace_or_where_it_is_told()
    {
        await RunAsync("mkdir -p deep/er");
        await using var inWorkspace = await StartAsync("pwd");
        await using var below = await StartAsync(new SandboxCommand("pwd") { WorkingDirectory = "deep/er" });

        Assert.That(await ReadTextAsync(inWorkspace.Output), Is.EqualTo($"{Runtime.WorkspacePath}\n"));
        Assert.That(await ReadTextAsync(below.Output), Is.EqualTo($"{Runtime.WorkspacePath}/deep/er\n"));
    }

    [Test]
    public async Task A_program_is_given_what_it_is_named_and_no_other_variable()
    {
        var command = new SandboxCommand("env") { Environment = new Dictionary<string, string> { ["GIVEN"] = "a b$c" } };
        await using var process = await StartAsync(command);

        var variables = (await ReadTextAsync(process.Output)).Split('\n');

        Assert.That(variables, Does.Contain("GIVEN=a b$c"));
        Assert.That(variables, Has.Some.StartsWith("PATH="));
        Assert.That(variables, Has.None.StartsWith("NOT_FOR_PROGRAMS="));
    }

    [Test]
    public async Task A_program_has_three_descriptors_and_no_terminal()
    {
        await using var process = await StartAsync("sh", "-c", "for f in /proc/$$/fd/*; do readlink \"$f\"; done; test -t 0 || echo none");

        var printed = (await ReadTextAsync(process.Output)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.That(printed, Has.Length.EqualTo(4).And.Some.EqualTo("none"), string.Join('\n', printed));
    }

    [TestCase("exit 0", 0)]
    [TestCase("exit 43", 43)]
    [TestCase("kill -TERM $$", 143)]
    [TestCase("kill -KILL $$", 137)]
    public async Task Its_exit_code_is_known_at_once(string script, int expected)
    {
        await using var process = await StartAsync("sh", "-c", script);

        Assert.That(await process.Completion.WaitAsync(Patience), Is.EqualTo(expected));
    }

    [Test]
    public async Task What_was_printed_before_the_end_is_read_after_it()
    {
        await using var process = await StartAsync("sh", "-c", "echo out; echo err >&2");

        await process.Completion.WaitAsync(Patience);

        Assert.That(await ReadTextAsync(process.Output), Is.EqualTo("out\n"));
        Assert.That(await ReadTextAsync(process.ErrorOutput), Is.EqualTo("err\n"));
    }

    [Test]
    public async Task Errors_that_nobody_reads_do_not_hold_it_up_and_the_last_of_them_are_kept()
    {
        await using var process = await StartAsync("sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo \"error number $i\" >&2; i=$((i+1)); done");

        await process.Completion.WaitAsync(Patience);
        var errors = await ReadTextAsync(process.ErrorOutput);

        Assert.That(errors, Does.EndWith("error number 19999\n"));
        Assert.That(errors, Has.Length.LessThanOrEqualTo(65536));
    }

    [Test]
    public async Task Input_for_a_program_that_has_ended_is_refused()
    {
        await using var process = await StartAsync("true");
        await process.Completion.WaitAsync(Patience);

        Assert.That(async () => await process.Input.WriteAsync(new byte[256 * 1024], Patience), Throws.InstanceOf<IOException>());
    }

    [Test]
    public async Task Disposing_it_kills_everything_it_started()
    {
        var process = await StartAsync("sh", "-c", "sleep 1000 & echo $!; setsid sh -c 'sleep 1000 & echo $!; wait' & (trap '' TERM HUP; sleep 1000 & echo $!; wait) & echo $$; wait");
        var output = new StreamReader(process.Output);
        var pids = new List<string>();
        while (pids.Count < 4)
        {
            pids.Add((await output.ReadLineAsync(Patience))!);
        }

        await process.DisposeAsync();
        await process.DisposeAsync();

        Assert.That(await SurvivorsAsync(pids), Is.Empty);
        Assert.That(await process.Completion, Is.EqualTo(137));
    }

    [Test]
    public async Task What_a_program_that_ended_left_running_goes_with_it()
    {
        var process = await StartAsync("sh", "-c", "setsid sleep 1000 >/dev/null 2>&1 & echo $!");
        var pid = await new StreamReader(process.Output).ReadLineAsync(Patience);
        await process.Completion.WaitAsync(Patience);

        await process.DisposeAsync();

        Assert.That(await SurvivorsAsync([pid!]), Is.Empty);
    }

    [Test]
    public async Task Stopping_the_runtime_stops_its_programs()
    {
        var observer = Own(Harness.Create(new RuntimeSetup()));
        await observer.StartAsync(Patience);
        var process = await StartAsync("sh", "-c", "echo $$; exec sleep 1000");
        var pid = await new StreamReader(process.Output).ReadLineAsync(Patience);

        await Runtime.DisposeAsync();

        await process.Completion.WaitAsync(Patience);
        Assert.That(Harness.IsolatesProcesses ? [] : await SurvivorsAsync([pid!], observer), Is.Empty);
    }

    [Test]
    public async Task A_program_goes_on_while_commands_and_other_programs_come_and_go()
    {
        await using var lasting = await StartAsync("cat");
        await RunAsync("sleep 100 & kill %1");
        await using (await StartAsync("sleep", "1000"))
        {
        }

        await WriteAndCloseAsync(lasting, "still here"u8.ToArray());

        Assert.That(await ReadTextAsync(lasting.Output), Is.EqualTo("still here"));
    }

    [Test]
    public void A_program_that_is_not_there_is_named()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => StartAsync("no-such-program-here"), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("'no-such-program-here'"));
            Assert.That(() => StartAsync("./no-such-file"), Throws.InstanceOf<FileNotFoundException>().With.Message.Contains("no-such-file"));
            Assert.That(() => StartAsync(new SandboxCommand("true") { WorkingDirectory = "/no/such/place" }), Throws.InstanceOf<DirectoryNotFoundException>().With.Message.Contains("/no/such/place"));
        }
    }

    [Test]
    public async Task A_file_that_is_no_program_is_refused_with_its_name()
    {
        await RunAsync("echo text > notes.txt; printf '\\177ELF broken' > broken; chmod +x broken");

        Assert.That(() => StartAsync("./notes.txt"), Throws.InstanceOf<IOException>().With.Message.Contains("notes.txt"));
        Assert.That(() => StartAsync("./broken"), Throws.InstanceOf<IOException>().With.Message.Contains("broken"));
    }

    [Test]
    public void A_command_that_can_be_none_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => StartAsync(""), Throws.ArgumentException);
            Assert.That(() => StartAsync("echo", "a\0b"), Throws.ArgumentException);
            Assert.That(() => StartAsync(new SandboxCommand("true") { Environment = new Dictionary<string, string> { ["1X"] = "" } }), Throws.ArgumentException);
        }
    }

    private Task<ISandboxProcess> StartAsync(string program, params IReadOnlyList<string> arguments) => StartAsync(new SandboxCommand(program, arguments));

    private async Task<ISandboxProcess> StartAsync(SandboxCommand command) => Own(await _executor.StartProcessAsync(command, Patience));

    private async Task WriteAndCloseAsync(ISandboxProcess process, byte[] bytes)
    {
        await process.Input.WriteAsync(bytes, Patience);
        await process.Input.DisposeAsync();
    }

    private async Task<string> ReadTextAsync(Stream stream) => Encoding.UTF8.GetString(await ReadToEndAsync(stream));

    private async Task<byte[]> ReadToEndAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, Patience);
        return all.ToArray();
    }
}
