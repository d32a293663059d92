using System.Text;

namespace OpenHands.Testing.Tests;

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ProcessTests : IAsyncDisposable
{
    private readonly CapturingPlugin _plugin = new();
    private FakeRuntime _runtime = null!;

    [SetUp]
    public async Task StartRuntime() => _runtime = await FakeRuntime.StartNewAsync(new FakeRuntimeOptions { Plugins = [() => _plugin] });

    public async ValueTask DisposeAsync() => await _runtime.DisposeAsync();

    [Test]
    public async Task A_program_answers_line_by_line_and_ends_with_its_input()
    {
        _runtime.WhenStarts("python3").Answers(line => line == "quiet" ? null : line.ToUpperInvariant());
        await using var process = await StartAsync("python3", "server.py");
        using var output = new StreamReader(process.Output);

        await process.Input.WriteAsync("one\nquiet\nzwö\n"u8.ToArray());
        string?[] answers = [await output.ReadLineAsync(), await output.ReadLineAsync()];
        await process.Input.DisposeAsync();
        var exitCode = await process.Completion;

        Assert.That(answers, Is.EqualTo(["ONE", "ZWÖ"]));
        Assert.That((exitCode, await output.ReadLineAsync()), Is.EqualTo((0, (string?)null)));
        Assert.That(_runtime.StartedPrograms.Single().Arguments, Is.EqualTo(["server.py"]));
    }

    [Test]
    public async Task A_program_that_ends_at_once_leaves_what_it_printed()
    {
        _runtime.WhenStarts(command => command.Arguments.Contains("--version")).Exits(3, output: "v1\n", errorOutput: "old\n");
        await using var process = await StartAsync("tool", "--version");

        var exitCode = await process.Completion;

        Assert.That((exitCode, await ReadAsync(process.Output), await ReadAsync(process.ErrorOutput)), Is.EqualTo((3, "v1\n", "old\n")));
        await Assert.ThrowsAsync<IOException>(async () => await process.Input.WriteAsync(new byte[100_000]));
    }

    [Test]
    public async Task Of_errors_that_nobody_reads_the_last_are_kept_and_nobody_waits()
    {
        _runtime.WhenStarts("noisy").Exits(errorOutput: $"{new string('x', 200_000)}end");
        await using var process = await StartAsync("noisy");

        await process.Completion;
        var error = await ReadAsync(process.ErrorOutput);

        Assert.That(error, Has.Length.EqualTo(64 * 1024).And.EndsWith("xend"));
    }

    [Test]
    public async Task A_program_is_killed_when_it_is_disposed_and_when_the_runtime_is()
    {
        _runtime.WhenStarts("sleep").Runs(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 0;
        });
        var disposed = await StartAsync("sleep");
        var stopped = await StartAsync("sleep");

        await disposed.DisposeAsync();
        await disposed.DisposeAsync();
        await _runtime.StopAsync();

        Assert.That((await disposed.Completion, await stopped.Completion), Is.EqualTo((137, 137)));
    }

    [Test]
    public async Task A_lost_connection_fails_the_program_and_the_next_start()
    {
        _runtime.WhenStarts("cat").Answers(line => line);
        await using var process = await StartAsync("cat");

        _runtime.Connection.Lose();

        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => process.Completion);
        await Assert.ThrowsAsync<RuntimeUnavailableException>(() => StartAsync("cat"));
    }

    [Test]
    public async Task A_program_may_be_missing_and_an_unscripted_one_is_named()
    {
        _runtime.WhenStarts("gone").Throws(new FileNotFoundException("There is no program gone."));
        _runtime.WhenStarts("later");

        var missing = await Assert.ThrowsAsync<FileNotFoundException>(() => StartAsync("gone"));
        var unscripted = await Assert.ThrowsAsync<RuntimeAssertionException>(() => StartAsync("node", "x.js"));

        Assert.That(missing!.Message, Is.EqualTo("There is no program gone."));
        Assert.That(unscripted!.Message, Does.StartWith("No program is scripted for program \"node x.js\".").And.Contain("program \"later\": does nothing yet"));
        Assert.That(_runtime.StartedPrograms, Is.Empty);
    }

    [Test]
    public async Task A_script_that_throws_is_told_to_those_who_read_and_wait()
    {
        _runtime.WhenStarts("bad").Runs((_, _) => throw new FormatException("No."));
        await using var process = await StartAsync("bad");

        var waiting = await Assert.ThrowsAsync<RuntimeAssertionException>(() => process.Completion);
        var reading = await Assert.ThrowsAsync<RuntimeAssertionException>(() => ReadAsync(process.Output));

        Assert.That((waiting!.Message, reading!.Message), Is.EqualTo(("The script of program \"bad\" failed: No.", waiting.Message)));
    }

    private Task<ISandboxProcess> StartAsync(string program, params string[] arguments) =>
        _plugin.Executor.StartProcessAsync(new SandboxCommand(program, arguments));

    private static async Task<string> ReadAsync(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}
