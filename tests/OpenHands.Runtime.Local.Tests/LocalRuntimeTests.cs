namespace OpenHands.Local.Tests;

[Parallelizable(ParallelScope.All)]
public sealed class LocalRuntimeTests
{
    [Test]
    public async Task A_workspace_of_its_own_goes_with_the_runtime_whatever_is_in_it()
    {
        var runtime = await StartedAsync(new LocalRuntimeOptions());
        await runtime.RunAsync("mkdir -p $'\\xff/\\xfe' ro/deep; touch $'\\xff/\\xfe/f' ro/f; ln -s / root; ln -s ro link; mkfifo pipe; chmod 500 ro; chmod 0 ro/deep");

        await runtime.DisposeAsync();

        Assert.That(Directory.Exists(runtime.WorkspacePath), Is.False);
        Assert.That(Directory.Exists("/usr"), Is.True);
    }

    [Test]
    public async Task A_workspace_that_was_given_is_made_and_kept()
    {
        using var directory = new TemporaryDirectory();
        var path = Path.Combine(directory.Path, "made", "here");
        var runtime = await StartedAsync(new LocalRuntimeOptions { WorkspacePath = path });
        await runtime.RunAsync("echo kept > file");

        await runtime.DisposeAsync();

        Assert.That(await File.ReadAllTextAsync(Path.Combine(path, "file")), Is.EqualTo("kept\n"));
        Assert.That(Directory.GetFileSystemEntries(path), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_second_runtime_may_use_the_same_workspace()
    {
        using var directory = new TemporaryDirectory();
        await using var one = await StartedAsync(new LocalRuntimeOptions { WorkspacePath = directory.Path });
        await using var two = await StartedAsync(new LocalRuntimeOptions { WorkspacePath = directory.Path });

        await one.RunAsync("echo shared > file");

        Assert.That((await two.RunAsync("cat file")).Content, Is.EqualTo("shared"));
    }

    [TestCase("/no/such/bash", "there is no such file")]
    [TestCase("no-such-bash", "it is not on PATH")]
    [TestCase("/bin/true", "ended with exit code")]
    [TestCase("/etc/passwd", "cannot be started")]
    public async Task A_bash_that_is_not_there_is_named_and_nothing_is_left(string bash, string reason)
    {
        var runtime = new LocalRuntime(new LocalRuntimeOptions { BashPath = bash });

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exception!.Message, Does.Contain(bash).And.Contain(reason));
            Assert.That(runtime.State, Is.EqualTo(RuntimeState.Failed));
            Assert.That(Directory.Exists(runtime.WorkspacePath), Is.False);
        }

        await runtime.DisposeAsync();
    }

    [Test]
    public async Task A_workspace_that_cannot_be_written_is_named_with_the_remedy([Values("/proc/openhands", "/etc/passwd/ws", "/dev/null")] string path)
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = path });

        var exception = await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        Assert.That(exception!.Message, Does.Contain(path).And.Contain("WorkspacePath"));
    }

    [Test]
    public async Task A_failed_runtime_says_to_make_a_new_one()
    {
        await using var runtime = new LocalRuntime(new LocalRuntimeOptions { BashPath = "/no/such/bash" });
        await Assert.ThrowsAsync<RuntimeStartException>(() => runtime.StartAsync());

        var again = await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.StartAsync());
        var use = await Assert.ThrowsAsync<InvalidOperationException>(() => runtime.RunAsync("true"));

        Assert.That(again!.Message, Does.Contain("failed").And.Contain("new one"));
        Assert.That(use!.Message, Does.Contain("did not start").And.Contain("new one"));
    }

    [Test]
    public async Task A_workspace_that_was_deleted_does_not_stop_the_shell()
    {
        await using var runtime = await StartedAsync(new LocalRuntimeOptions());
        await runtime.RunAsync("mkdir sub; cd sub; rmdir ../sub");

        var orphaned = await runtime.RunAsync("echo still here");
        await runtime.RunAsync("exit 1");
        var fresh = await runtime.RunAsync("pwd");

        Assert.That(orphaned.Content, Is.EqualTo("still here"));
        Assert.That(fresh.Content, Is.EqualTo(runtime.WorkspacePath));
    }

    [Test]
    public async Task The_hosts_own_startup_files_and_prompt_settings_are_not_used()
    {
        using var home = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".bashrc"), "echo from bashrc; exit 9\n");
        await File.WriteAllTextAsync(Path.Combine(home.Path, ".inputrc"), "set enable-bracketed-paste on\n");
        await using var runtime = await StartedAsync(new LocalRuntimeOptions { Environment = { ["HOME"] = home.Path } });
        await runtime.RunAsync("exit");

        var observation = await runtime.RunAsync("echo ok");

        Assert.That(observation.Content, Is.EqualTo("ok"));
    }

    private static async Task<LocalRuntime> StartedAsync(LocalRuntimeOptions options)
    {
        var runtime = new LocalRuntime(options);
        await runtime.StartAsync();
        return runtime;
    }
}
