namespace OpenHands.Conformance;

/// <summary>Cells: what they see, what they leave, and what they share with the shell.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class CellConformanceTests<THarness> : CellSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task A_cell_tells_what_it_printed_and_returned_with_directory_and_interpreter()
    {
        const string Code = "import sys\nprint('out')\nprint('err', file=sys.stderr)\n6 * 7";

        var observation = await CellAsync(Code);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Output(observation).Split('\n'), Is.EquivalentTo((string[])["out", "err", "42"]));
            Assert.That(observation.Content.Split('\n')[^2], Is.EqualTo($"[Jupyter current working directory: {Runtime.WorkspacePath}]"));
            Assert.That(observation.Content.Split('\n')[^1], Does.Match(@"^\[Jupyter Python interpreter: /.*python.*\]$"));
            Assert.That((observation.Code, observation.Status, observation.Succeeded), Is.EqualTo((Code, CellStatus.Completed, true)));
        }
    }

    [Test]
    public async Task Variables_stay_from_cell_to_cell_and_errors_do_not_abort_the_next()
    {
        await CellAsync("x = 20");

        var failed = await CellAsync("1/0");
        var next = await CellAsync("x + 1");
        var result = await CellAsync("_ + 1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(failed.Status, Is.EqualTo(CellStatus.Failed));
            Assert.That(failed.Content, Does.Contain("ZeroDivisionError: division by zero").And.Not.Contain("\e"));
            Assert.That((Output(next), Output(result)), Is.EqualTo(("21", "22")));
        }
    }

    [TestCase("x = 1", "[Code executed successfully with no output]")]
    [TestCase("", "[Code executed successfully with no output]")]
    [TestCase("%pwd", "'{0}'")]
    [TestCase("!echo shell; pwd", "shell\r\n{0}")]
    [TestCase("%%bash\necho magic", "magic")]
    [TestCase("print('é 🙂')", "é 🙂")]
    [TestCase("await __import__('asyncio').sleep(0, 'async')", "'async'")]
    [TestCase("__name__", "'__main__'")]
    public async Task IPythons_own_syntax_works(string code, string expected)
    {
        Assert.That(await TellsAsync(code), Is.EqualTo(string.Format(null, expected, Runtime.WorkspacePath)));
    }

    [Test]
    public async Task Input_is_refused_at_once_and_says_what_to_do()
    {
        var observation = await CellAsync("input('name? ')");

        Assert.That(observation.Status, Is.EqualTo(CellStatus.Failed));
        Assert.That(Output(observation), Does.EndWith("[Nobody can answer input() in a cell: put the value into the code, or read it from a file.]"));
    }

    [Test]
    public async Task The_kernel_follows_the_shell_and_the_shell_follows_the_kernel()
    {
        await RunAsync("mkdir -p 'a b\"c' d; cd 'a b\"c'");

        var followed = await CellAsync("import os; os.getcwd()");
        var moved = await CellAsync("os.chdir('../d')");
        var shell = await RunAsync("pwd");
        await RunAsync("cd ..");
        var back = await CellAsync("pass");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Directory(followed), Is.EqualTo($"{Runtime.WorkspacePath}/a b\"c"));
            Assert.That(Directory(moved), Is.EqualTo($"{Runtime.WorkspacePath}/d"));
            Assert.That(shell.Content, Is.EqualTo($"{Runtime.WorkspacePath}/d"));
            Assert.That(Directory(back), Is.EqualTo(Runtime.WorkspacePath));
        }
    }

    [Test]
    public async Task A_link_that_the_shell_went_through_stays_as_the_user_typed_it()
    {
        await RunAsync("mkdir real; ln -s real link; cd link");

        var cell = await CellAsync("pass");
        var shell = await RunAsync("echo $PWD");

        Assert.That(Directory(cell), Does.EndWith("/real"));
        Assert.That(shell.Content, Does.EndWith("/link"));
    }

    [Test]
    public async Task Files_are_relative_to_where_a_cell_went()
    {
        await CellAsync("import os; os.mkdir('sub'); os.chdir('sub'); open('file.txt', 'w').write('here')");

        var read = await Runtime.ExecuteAsync(new FileReadAction("file.txt"), Patience);

        Assert.That(read.Content.TrimEnd(), Is.EqualTo("here"));
    }

    [Test]
    public async Task Variables_set_before_and_while_the_kernel_runs_are_data()
    {
        const string Value = "it's \"$(touch evil)\" `id` \\ \n'''+1+''' é 🙂";
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["BEFORE"] = Value }, Patience);
        await CellAsync("import os");
        await Runtime.AddEnvironmentAsync(new Dictionary<string, string> { ["AFTER"] = Value }, Patience);

        var told = await TellsAsync("print(os.environ['BEFORE'] == os.environ['AFTER'], ascii(os.environ['AFTER']), os.listdir())");

        Assert.That(told, Is.EqualTo("True 'it\\'s \"$(touch evil)\" `id` \\\\ \\n\\'\\'\\'+1+\\'\\'\\' \\xe9 \\U0001f642' []"));
    }

    [Test]
    public async Task Two_runtimes_never_share_a_kernel()
    {
        var other = await StartAsync();
        await CellAsync("import os; x = 1");

        var one = await TellsAsync("os.getpid()");
        var two = await CellAsync(other, "import os; print(os.getpid(), 'x' in globals())");

        Assert.That(Output(two), Does.EndWith(" False").And.Not.StartWith($"{one} "));
    }

    [Test]
    public async Task Init_code_runs_once_in_a_fresh_kernel()
    {
        var action = new IPythonRunCellAction("n") { KernelInitCode = "n = globals().get('n', 0) + 1" };

        var first = await Runtime.ExecuteAsync(action, Patience);
        var second = await Runtime.ExecuteAsync(action, Patience);

        Assert.That((Output(first), Output(second)), Is.EqualTo(("1", "1")));
    }

    [Test]
    public async Task Start_up_files_in_the_state_directory_run_in_every_kernel()
    {
        Assume.That(Runtime.Capabilities.StateDirectory, Is.Not.Null);
        var path = $"{Runtime.Capabilities.StateDirectory}/ipython/profile_default/startup/10-test.py";
        var written = await RunAsync($"mkdir -p {System.IO.Path.GetDirectoryName(path)}; echo \"started = 'yes'\" > {path}");

        var first = await TellsAsync("started");
        await CellAsync("import os; os._exit(0)");
        var second = await TellsAsync("started");

        Assert.That((written.ExitCode, first, second), Is.EqualTo((0, "'yes'", "'yes'")));
    }

    [Test]
    public async Task A_file_of_the_workspace_cannot_keep_the_kernel_from_starting()
    {
        await RunAsync("echo 'raise SystemExit(9)' | tee random.py zmq.py kernel.py ipykernel.py >/dev/null");

        Assert.That(await TellsAsync("1 + 1"), Is.EqualTo("2"));
    }
}
