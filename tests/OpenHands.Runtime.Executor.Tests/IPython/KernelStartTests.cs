namespace OpenHands.Execution.Tests.IPython;

/// <summary>Kernels that do not start, or are stopped while they do. Files and commands go on.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class KernelStartTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("openhands-kernel-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [TestCase("echo \"Traceback: No module named 'ipykernel'\" >&2; exit 1", "ended with exit code 1 before it took a cell. It said:\nTraceback: No module named 'ipykernel'")]
    [TestCase("exit 0", "ended with exit code 0 before it took a cell. It said nothing.")]
    [TestCase("kill -9 $$", "ended with exit code 137 before it took a cell.")]
    [TestCase("echo /usr/bin/python3 >&4", "before it took a cell.")]
    public async Task A_broken_Python_is_told_with_its_last_words_and_tried_again(string script, string told)
    {
        var python = Script(script);
        await using var executor = await StartAsync(python);

        var first = await CellAsync(executor, "1");
        var second = await CellAsync(executor, "1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(first, Is.InstanceOf<ErrorObservation>());
            Assert.That(first.Content, Does.StartWith($"The IPython kernel did not start, so the cell was not run: {python} ").And.Contain(told));
            Assert.That(second.Content, Is.EqualTo(first.Content));
            Assert.That(executor.Capabilities.Supports("run_ipython"), Is.True);
        }
    }

    [Test]
    public async Task A_program_that_cannot_be_executed_is_told()
    {
        var python = Path.Combine(_root, "python");
        await File.WriteAllTextAsync(python, "no program");
        File.SetUnixFileMode(python, UnixFileMode.UserExecute | UnixFileMode.UserRead);
        await using var executor = await StartAsync(python);

        var observation = await CellAsync(executor, "1");

        Assert.That(observation.Content, Does.Contain($"{python} cannot be started in {_root}: ").Or.Contain("before it took a cell"));
    }

    [Test]
    public async Task A_missing_Python_is_a_capability_that_is_off()
    {
        await using var executor = await StartAsync("/no/such/python");

        var observation = await CellAsync(executor, "1");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(executor.Capabilities.Supports("run_ipython"), Is.False);
            Assert.That(executor.Capabilities.Missing["run_ipython"], Does.StartWith("There is no program /no/such/python"));
            Assert.That(observation.Content, Does.StartWith("The cell was not run. There is no program /no/such/python"));
        }
    }

    [Test]
    public async Task A_state_directory_too_deep_for_sockets_is_told_with_the_remedy()
    {
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions
        {
            WorkspacePath = _root,
            PythonPath = "/bin/sh",
            StateDirectory = Path.Combine(_root, new string('d', 100)),
        });

        var observation = await CellAsync(executor, "1");

        Assert.That(observation.Content, Does.Contain("a Unix socket's may have 107. Use a shorter StateDirectory, or a shorter TMPDIR."));
    }

    [Test]
    public async Task A_start_that_is_cancelled_or_disposed_ends_at_once()
    {
        var fifo = Path.Combine(_root, "started");
        using (var make = System.Diagnostics.Process.Start("mkfifo", [fifo]))
        {
            await make.WaitForExitAsync();
        }

        var executor = await StartAsync(Script($"echo up > {fifo}; exec sleep 1000"));
        using var cancellation = new CancellationTokenSource();
        var cancelled = executor.ExecuteAsync(Cell("1"), cancellationToken: cancellation.Token);
        await File.ReadAllTextAsync(fifo);
        await cancellation.CancelAsync();
        var observation = await cancelled;
        var disposed = executor.ExecuteAsync(Cell("1"));
        await File.ReadAllTextAsync(fifo);

        await executor.DisposeAsync();

        Assert.That(observation, Is.InstanceOf<IPythonRunCellObservation>().With.Property("Status").EqualTo(CellStatus.Interrupted));
        Assert.That(observation.Content, Does.StartWith("[The cell was cancelled before its kernel had started.]\n"));
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => disposed);
    }

    [Test]
    public async Task A_cell_that_runs_when_the_executor_is_disposed_ends_with_its_output()
    {
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions { WorkspacePath = _root });
        if (!executor.Capabilities.Supports("run_ipython"))
        {
            Assert.Ignore(executor.Capabilities.Missing["run_ipython"]);
        }

        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = executor.ExecuteAsync(Cell("print('begun', flush=True)\nwhile True: pass"), _ => begun.TrySetResult());
        await begun.Task;
        var stateDirectory = executor.Capabilities.StateDirectory;

        await executor.DisposeAsync();
        var observation = await running;

        Assert.That(observation.Content, Does.StartWith("begun\n["));
        Assert.That(Directory.Exists(stateDirectory), Is.False);
    }

    [Test]
    public async Task The_kernels_files_are_for_this_account_only()
    {
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions { WorkspacePath = _root });
        if (!executor.Capabilities.Supports("run_ipython"))
        {
            Assert.Ignore(executor.Capabilities.Missing["run_ipython"]);
        }

        await CellAsync(executor, "1");

        var state = executor.Capabilities.StateDirectory!;
        var open = new[] { state, Path.Combine(state, "ipython"), Path.Combine(state, "k1.json"), Path.Combine(state, "ipython", "kernel.py") }
            .Where(path => ((int)File.GetUnixFileMode(path) & 0x3f) != 0);
        Assert.That(open, Is.Empty);
    }

    private static IPythonRunCellAction Cell(string code) => new(code) { Timeout = TimeSpan.FromMinutes(1) };

    private static Task<Observation> CellAsync(ActionExecutor executor, string code) => executor.ExecuteAsync(Cell(code));

    private Task<ActionExecutor> StartAsync(string python) =>
        ActionExecutor.StartAsync(new ActionExecutorOptions { WorkspacePath = _root, PythonPath = python });

    private string Script(string script)
    {
        var path = Path.Combine(_root, "python");
        File.WriteAllText(path, $"#!/bin/bash\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }
}
