namespace OpenHands.Conformance;

/// <summary>Cells that must be stopped and kernels that end: what was told is kept, the observation says it, the next cell works.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class CellStopConformanceTests<THarness> : CellSuite<THarness>
    where THarness : RuntimeHarness, new()
{
    private static readonly TimeSpan s_enough = TimeSpan.FromSeconds(2);

    [TestCase("time.sleep(100)")]
    [TestCase("while True: pass")]
    [TestCase("os.system('sleep 100')")]
    [TestCase("get_ipython().system('sleep 100')")]
    [TestCase("subprocess.run(['sleep', '100'])")]
    [TestCase("await asyncio.sleep(100)")]
    public async Task A_cell_that_takes_too_long_is_interrupted_and_its_output_and_variables_kept(string code)
    {
        await CellAsync("import asyncio, os, subprocess, time");

        var observation = await CellAsync($"kept = 1\nprint('partial')\n{code}", s_enough);
        var next = await TellsAsync("kept");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Status, Is.EqualTo(CellStatus.TimedOut));
            Assert.That(Output(observation), Does.StartWith("partial\n").And.EndsWith("[Execution timed out (2 seconds). It was interrupted; the kernel keeps its variables.]"));
            Assert.That(next, Is.EqualTo("1"));
        }
    }

    [Test]
    public async Task A_cell_that_ignores_interrupts_loses_its_kernel()
    {
        await CellAsync("import time");

        var observation = await CellAsync("print('partial')\nwhile True:\n    try: time.sleep(100)\n    except BaseException: pass", s_enough);
        var next = await TellsAsync("'time' in globals()");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Status, Is.EqualTo(CellStatus.TimedOut));
            Assert.That(Output(observation), Does.StartWith("partial\n[Execution timed out (2 seconds). It ignored three interrupts, so its kernel was killed. The next cell runs in a fresh kernel"));
            Assert.That(next, Is.EqualTo("False"));
        }
    }

    [Test]
    public async Task A_cancelled_cell_throws_and_leaves_its_output_on_the_stream_and_its_kernel_usable()
    {
        await CellAsync("kept = 1");
        using var cancellation = new CancellationTokenSource();
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var cell = ReadAsync();
        await seen.Task.WaitAsync(Patience);

        await cancellation.CancelAsync();
        var exception = await Assert.CatchAsync<OperationCanceledException>(() => cell);
        var recorded = await Runtime.Events.ReadAsync(cancellationToken: Patience).LastAsync(Patience);

        Assert.That(exception, Is.Not.Null);
        Assert.That(recorded, Is.InstanceOf<IPythonRunCellObservation>().With.Property("Status").EqualTo(CellStatus.Interrupted));
        Assert.That(Output((Observation)recorded), Does.StartWith("partial\n").And.EndsWith("[The cell was cancelled. It was interrupted; the kernel keeps its variables.]"));
        Assert.That(await TellsAsync("kept"), Is.EqualTo("1"));

        async Task ReadAsync()
        {
            await foreach (var update in Runtime.StreamAsync(new IPythonRunCellAction("print('partial', flush=True)\nwhile True: pass"), cancellation.Token))
            {
                if (update is ExecutionUpdate.Output { Chunk.Text: var text } && text.Contains("partial", StringComparison.Ordinal))
                {
                    seen.TrySetResult();
                }
            }
        }
    }

    [TestCase("os._exit(3)", "[The kernel ended with exit code 3. ")]
    [TestCase("os.kill(os.getpid(), 9)", "[The kernel ended with exit code 137. ")]
    [TestCase("os.execv('/bin/sh', ['sh', '-c', 'exit 4'])", "[The kernel ended with exit code 4. ")]
    [TestCase("os.closerange(3, 200)", "[The kernel ended with exit code ")]
    public async Task A_kernel_that_ends_is_noticed_and_replaced(string code, string told)
    {
        await RunAsync("mkdir here; cd here");
        await CellAsync("import os; lost = 1");

        var observation = await CellAsync(code);
        var next = await CellAsync("'lost' in globals()");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Status, Is.EqualTo(CellStatus.KernelEnded));
            Assert.That(Output(observation), Does.Contain(told).And.Contain("The next cell runs in a fresh kernel: its working directory is kept, its variables and imports are not.]"));
            Assert.That(Output(next), Is.EqualTo("False"));
            Assert.That(Directory(next), Is.EqualTo($"{Runtime.WorkspacePath}/here"));
        }
    }

    [Test]
    public async Task What_a_cell_printed_before_its_kernel_ended_is_told()
    {
        var running = Begin(new IPythonRunCellAction("import os, pathlib, time\nprint('bye')\nwhile not pathlib.Path('go').exists(): time.sleep(0.02)\nos._exit(3)"));
        await running.SeesAsync("bye");

        await Runtime.WriteFileAsync("go", "", Patience);
        var observation = await running.Completion;

        Assert.That(observation.Content, Does.StartWith("bye\n[The kernel ended with exit code 3. "));
    }

    [Test]
    public async Task A_kernel_that_ended_between_cells_is_told_with_the_next()
    {
        var pid = await TellsAsync("import os; os.getpid()");

        // It is gone from /proc only when the executor has collected it, and so knows.
        await RunAsync($"kill -9 {pid}; while [ -e /proc/{pid} ]; do sleep 0.02; done");
        var observation = await CellAsync("1 + 1");

        Assert.That(Output(observation), Does.StartWith("2\n[The kernel had ended with exit code 137 since the last cell. This one ran in a fresh kernel"));
    }

    [Test]
    public async Task A_second_cell_is_refused_while_one_runs_but_commands_and_files_are_not()
    {
        await CellAsync("import os");
        var running = Begin(new IPythonRunCellAction("print('begun', flush=True)\nwhile not os.path.exists('go'): pass"));
        await running.SeesAsync("begun");

        var refused = await Runtime.ExecuteAsync(new IPythonRunCellAction("2"), Patience);
        var command = await RunAsync("echo command");
        await Runtime.ExecuteAsync(new FileWriteAction("go", "x"), Patience);
        var observation = await running.Completion;

        using (Assert.EnterMultipleScope())
        {
            Assert.That(refused, Is.InstanceOf<ErrorObservation>());
            Assert.That(refused.Content, Does.StartWith("A cell is still running, so this one was not started: 2\n"));
            Assert.That(command.Content, Is.EqualTo("command"));
            Assert.That(Output(observation), Is.EqualTo("begun"));
        }
    }

    [Test]
    public async Task Nothing_that_a_kernel_started_outlives_its_runtime()
    {
        var runtime = await StartAsync();
        var observer = Runtime;
        var told = await CellAsync(runtime, """
            import os, subprocess
            a = subprocess.Popen(['sleep', '1000'])
            b = subprocess.Popen(['setsid', 'sleep', '1000'])
            c = subprocess.run('nohup setsid sleep 1000 >/dev/null 2>&1 & echo $!', shell=True, capture_output=True, text=True).stdout.strip()
            print(os.getpid(), a.pid, b.pid, c)
            """);

        await runtime.DisposeAsync();

        Assert.That(await SurvivorsAsync(Output(told).Split(' '), observer), Is.Empty);
    }

    [Test]
    public async Task What_a_stopped_cell_left_behind_goes_with_it_and_what_earlier_cells_started_stays()
    {
        var earlier = await TellsAsync("import subprocess, time; p = subprocess.Popen(['setsid', 'sleep', '1000']); p.pid");
        var observation = await CellAsync("q = subprocess.Popen(['setsid', 'sleep', '1000']); print(q.pid, flush=True); time.sleep(1000)", s_enough);
        var later = Output(observation).Split('\n')[0];

        var survivors = await RunAsync($"kill -0 {earlier} && echo {earlier}");

        Assert.That(await SurvivorsAsync([later]), Is.Empty);
        Assert.That(survivors.Content, Is.EqualTo(earlier));
    }
}
