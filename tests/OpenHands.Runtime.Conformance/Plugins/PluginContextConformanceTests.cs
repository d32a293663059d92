using System.Text;

namespace OpenHands.Conformance;

/// <summary>What a plugin can use of its runtime.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class PluginContextConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private PluginContext _context = null!;

    /// <inheritdoc />
    protected override RuntimeSetup Setup => RuntimeSetup.With(options => options.Plugins.Add(() => new ProbePlugin(context => _context = context)));

    [Test]
    public async Task Its_commands_run_in_the_shell_of_the_agent_and_are_not_recorded()
    {
        var mine = await _context.Shell.RunAsync("mkdir -p sub; cd sub; LEFT=behind; echo done; false", cancellationToken: Patience);
        var theirs = await RunAsync("pwd; echo $LEFT");

        Assert.That((mine.Content, mine.ExitCode), Is.EqualTo(("done", 1)));
        Assert.That(theirs.Content, Is.EqualTo($"{Runtime.WorkspacePath}/sub\nbehind"));
        Assert.That(Runtime.Events.LatestId, Is.EqualTo(1));
    }

    [Test]
    public async Task A_command_that_is_refused_or_takes_too_long_says_so()
    {
        var late = await _context.Shell.RunAsync("echo begun; sleep 100", Brief, Patience);
        var running = Begin("echo begun; sleep 100");
        await running.SeesAsync("begun");

        Assert.That((late.Status, late.Content), Is.EqualTo((CommandStatus.TimedOut, late.Content)));
        Assert.That(late.Content, Does.StartWith("begun"));
        Assert.That(() => _context.Shell.RunAsync("echo second", cancellationToken: Patience), Throws.InvalidOperationException);
    }

    [Test]
    public async Task A_command_can_be_cancelled()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Patience);
        var command = _context.Shell.RunAsync("sleep 100", cancellationToken: stop.Token);

        await stop.CancelAsync();

        Assert.That(() => command, Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Its_directory_is_its_own_and_out_of_the_agents_way()
    {
        await _context.Files.WriteAsync($"{_context.Directory}/data/notes.txt", "ünïcödé\n", Patience);

        var names = await _context.Files.ListAsync(_context.Directory, Patience);
        var text = await _context.Files.ReadAsync($"{_context.Directory}/data/notes.txt", Patience);

        Assert.That(_context.Directory, Does.StartWith("/").And.EndWith("/plugins/conformance_probe"));
        Assert.That((string.Join(' ', names), text), Is.EqualTo(("data/", "ünïcödé\n")));
        Assert.That(await Runtime.ListFilesAsync(cancellationToken: Patience), Is.Empty);
    }

    [Test]
    public async Task It_brings_files_and_directories_from_the_host()
    {
        var host = MakeHostDirectory();
        Directory.CreateDirectory(Path.Combine(host, "bin"));
        await File.WriteAllTextAsync(Path.Combine(host, "bin", "tool.sh"), "#!/bin/sh\necho tool $1\n", Patience);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Combine(host, "bin", "tool.sh"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await _context.Files.UploadDirectoryAsync(host, _context.Directory, Patience);
        var ran = await RunAsync($"'{_context.Directory}/bin/tool.sh' works");

        Assert.That(ran.Content, Is.EqualTo("tool works"));
        Assert.That(() => _context.Files.UploadDirectoryAsync(Path.Combine(host, "none"), _context.Directory, Patience), Throws.InstanceOf<DirectoryNotFoundException>());
    }

    [Test]
    public async Task A_file_that_is_too_long_for_memory_is_refused_with_its_name()
    {
        await RunAsync($"head -c {PluginFiles.MaxReadBytes + 1} /dev/zero > long; head -c {PluginFiles.MaxReadBytes} /dev/zero > most");

        var most = await _context.Files.ReadAsync("most", Patience);

        Assert.That(most, Has.Length.EqualTo(PluginFiles.MaxReadBytes));
        Assert.That(() => _context.Files.ReadAsync("long", Patience), Throws.InstanceOf<IOException>().With.Message.Contains("long"));
        Assert.That(() => _context.Files.ReadAsync("none", Patience), Throws.InstanceOf<FileNotFoundException>());
    }

    [Test]
    public async Task Variables_it_sets_are_there_for_the_agent_as_they_are()
    {
        await _context.SetEnvironmentAsync(new Dictionary<string, string> { ["PLUGIN_SAYS"] = "$HOME `id` 'x'" }, Patience);

        var seen = await RunAsync("printf %s \"$PLUGIN_SAYS\"");

        Assert.That(seen.Content, Is.EqualTo("$HOME `id` 'x'"));
    }

    [Test]
    public async Task Start_up_code_reaches_a_kernel_that_runs_and_one_that_starts_or_it_is_said_what_is_missing()
    {
        const string code = "greeting = 'grüß ' + chr(0x1F600)\n";
        if (_context.Python.UnavailableBecause is { } reason)
        {
            Assert.That(() => _context.Python.AddStartupCodeAsync("greeting", code, Patience), Throws.InvalidOperationException.With.Message.EqualTo(reason));
            return;
        }

        await _context.Python.AddStartupCodeAsync("greeting", code, Patience);
        var first = await _context.Python.RunAsync("print(greeting)", cancellationToken: Patience);
        await _context.Python.AddStartupCodeAsync("parting", "parting = greeting.upper()", Patience);
        var second = await Runtime.ExecuteAsync(new IPythonRunCellAction("print(parting)"), Patience);

        Assert.That(first.Content, Does.StartWith("grüß " + new Rune(0x1F600)));
        Assert.That(second.Content, Does.StartWith("GRÜSS "));
        Assert.That(() => _context.Python.AddStartupCodeAsync("bad", "1/0", Patience), Throws.InvalidOperationException.With.Message.Contains("ZeroDivisionError"));
        Assert.That(() => _context.Python.AddStartupCodeAsync("../bad", "", Patience), Throws.ArgumentException);
    }
}
