using System.Diagnostics;
using OpenHands.Execution;

namespace OpenHands.Local.Tests;

/// <summary>A disk with no room left: for the workspace, and for long output.</summary>
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class FullDiskTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private string? _disk;

    [SetUp]
    public async Task MountSmallDisk()
    {
        var path = Path.Combine(_directory.Path, "disk");
        Directory.CreateDirectory(path);
        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", path) != 0)
        {
            Assert.Ignore("This account may not mount a small disk.");
        }

        _disk = path;
    }

    [TearDown]
    public async Task Unmount()
    {
        if (_disk is not null)
        {
            Assert.That(await RunAsync("umount", "--lazy", _disk), Is.Zero);
        }
    }

    public void Dispose() => _directory.Dispose();

    [Test]
    public async Task A_write_that_does_not_fit_leaves_the_old_file_and_the_shell()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = _disk });
        await runtime.StartAsync();
        await runtime.RunAsync("echo old > file; head -c 1000000 /dev/zero > filler");

        var write = await runtime.ExecuteAsync(new FileWriteAction("file", new string('x', 200_000)));
        var upload = runtime.CopyToAsync(typeof(FullDiskTests).Assembly.Location, "up");
        await upload.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var after = await runtime.RunAsync("cat file; rm filler; find . -type f");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(write, Is.InstanceOf<ErrorObservation>());
            Assert.That(write.Content, Does.Contain("No space left on device"));
            Assert.That(upload.Exception?.InnerException, Is.InstanceOf<IOException>().With.Message.Contains("No space left on device"));
            Assert.That(after.Content, Is.EqualTo("old\n./file"));
        }
    }

    [Test]
    public async Task A_workspace_without_room_is_no_reason_not_to_run()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = _disk });
        await runtime.StartAsync();

        var filled = await runtime.RunAsync("head -c 1000000 /dev/zero > filler");
        var next = await runtime.RunAsync($"echo {new string('x', 20_000)} | wc -c");

        Assert.That(filled.Content, Does.Contain("No space left on device"));
        Assert.That(next.Content, Is.EqualTo("20001"));
    }

    [Test]
    public async Task Output_that_cannot_be_kept_whole_is_still_answered_and_says_so()
    {
        using var workspace = new TemporaryDirectory();
        await using var executor = await ActionExecutor.StartAsync(new ActionExecutorOptions
        {
            WorkspacePath = workspace.Path,
            StateDirectory = Path.Combine(_disk!, "output"),
            MaxOutputBytes = 4096,
        });

        var observation = (CmdOutputObservation)await executor.ExecuteAsync(new CmdRunAction("seq 200000; (exit 4)") { Blocking = true, KeepPrompt = false });
        var next = await executor.ExecuteAsync(new CmdRunAction("echo next") { KeepPrompt = false });

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.ExitCode, Is.EqualTo(4));
            Assert.That(observation.Content, Does.StartWith("1\n2\n").And.EndWith("\n200000").And.Match(@"The first \d+ bytes are in "));
            Assert.That(new FileInfo(observation.OutputFile!).Length, Is.EqualTo(long.Parse(observation.Content.Split("The first ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.That(next.Content, Is.EqualTo("next"));
        }
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // There is no such program.
            return -1;
        }
    }
}
