using OpenHands.Local;
using OpenHands.Testing;

namespace OpenHands.Agents.Tests;

/// <summary>The tools on a real shell and real files.</summary>
public sealed class LocalToolTests
{
    private TempWorkspace _workspace;
    private LocalRuntime _runtime;
    private Toolbox _tools;

    [SetUp]
    public async Task StartAsync()
    {
        _workspace = new TempWorkspace();
        _runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = _workspace.Root, SoftTimeout = TimeSpan.FromSeconds(1) });
        await _runtime.StartAsync();
        _tools = new Toolbox(_runtime, new AgentToolOptions { MaxMatches = 5 });
    }

    [TearDown]
    public async Task StopAsync()
    {
        await _runtime.DisposeAsync();
        _workspace.Dispose();
    }

    [Test]
    public async Task A_command_tells_its_exit_code_directory_and_output()
    {
        var result = await _tools.CallAsync("run", ("command", "mkdir d; cd d; echo hi; (exit 3)"));

        Assert.That(result, Is.EqualTo($"Exit code 3. Directory: {_workspace.Root}/d\nOutput:\nhi"));
    }

    [Test]
    public async Task A_question_is_answered()
    {
        var asked = await _tools.CallAsync("run", ("command", "read -p 'Name? ' n; echo \"Hello, $n\""));
        var answered = await _tools.CallAsync("send_input", ("text", "Ada"), ("wait", true));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(asked, Does.StartWith("Waiting for input. Call send_input").And.EndsWith("\nOutput:\nName?").Or.EndsWith("\nOutput:\nName? "));
            Assert.That(answered, Does.StartWith("Exit code 0.").And.EndWith("Hello, Ada"));
        }
    }

    [Test]
    public async Task A_command_that_goes_on_is_interrupted()
    {
        var started = await _tools.CallAsync("run", ("command", "echo on; sleep 1000"), ("wait", false));
        var refused = await _tools.CallAsync("search", ("pattern", "x"));
        var stopped = await _tools.CallAsync("interrupt");
        var next = await _tools.CallAsync("run", ("command", "echo next"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(started, Does.StartWith("Still running. Call send_input without text").And.EndWith("\nOutput:\non"));
            Assert.That(refused, Does.StartWith("Error: A command is still running, so this was not started. Call send_input"));
            Assert.That(stopped, Does.StartWith("Interrupted, exit code 130."));
            Assert.That(next, Does.StartWith("Exit code 0.").And.EndWith("next"));
        }
    }

    [Test]
    public async Task Input_for_nothing_is_refused_and_waiting_for_nothing_says_so()
    {
        var input = await _tools.CallAsync("send_input", ("text", "hello"));
        var wait = await _tools.CallAsync("send_input");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(input, Is.EqualTo("Error: No command is running, so nothing reads this input. Use run for a new command."));
            Assert.That(wait, Is.EqualTo("No command is running."));
        }
    }

    [Test]
    public async Task A_command_that_takes_too_long_is_stopped()
    {
        var result = await _tools.CallAsync("run", ("command", "echo begun; sleep 1000"), ("timeout_seconds", 0.3));

        Assert.That(result, Does.StartWith("Timed out and was stopped, exit code 130.").And.Contain("\nOutput:\nbegun"));
    }

    [Test]
    public async Task Cells_share_their_variables()
    {
        if (_runtime.Capabilities.Missing.TryGetValue("run_ipython", out var missing))
        {
            Assert.Ignore(missing);
        }

        await _tools.CallAsync("python", ("code", "x = 20"));
        var value = await _tools.CallAsync("python", ("code", "x + 1"));
        var failure = await _tools.CallAsync("python", ("code", "y"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(value, Does.StartWith("Completed.\nOutput:\n21"));
            Assert.That(failure, Does.StartWith("Failed: ").And.Contain("NameError"));
        }
    }

    [Test]
    public async Task A_directory_is_listed()
    {
        await _tools.CallAsync("run", ("command", "mkdir -p 'it'\\''s; $(x)/sub'; touch .hidden b 'a c'"));

        var all = await _tools.CallAsync("list_files");
        var odd = await _tools.CallAsync("list_files", ("path", "it's; $(x)"));
        var missing = await _tools.CallAsync("list_files", ("path", "-none"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(all.Split('\n')[0], Is.EqualTo("'.' has 4 entries"));
            Assert.That(all.Split('\n')[1..], Is.EquivalentTo(".hidden|a c|b|it's; $(x)/".Split('|')));
            Assert.That(odd, Does.EndWith("\nsub/"));
            Assert.That(missing, Does.StartWith("Error: ").And.Contain("-none"));
        }
    }

    [Test]
    public async Task A_long_listing_says_that_there_is_more()
    {
        await _tools.CallAsync("run", ("command", "touch f{1..9}"));

        Assert.That(await _tools.CallAsync("list_files"), Does.StartWith("The first 5 entries of '.'; there are more."));
    }

    [TestCase("$(touch hacked)")]
    [TestCase("'; touch hacked; '")]
    [TestCase("--file=/etc/passwd")]
    [TestCase("`touch hacked`")]
    [TestCase("a\\")]
    public async Task What_is_searched_for_is_never_code(string pattern)
    {
        await File.WriteAllTextAsync(_workspace.PathOf("f.txt"), $"x\n{pattern}\n");

        var result = await _tools.CallAsync("search", ("pattern", pattern));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(result, Is.EqualTo($"1 line\n./f.txt:2:{pattern}"));
            Assert.That(_workspace.Files, Has.None.EqualTo("hacked"));
        }
    }

    [Test]
    public async Task A_search_finds_in_text_files_below()
    {
        Directory.CreateDirectory(_workspace.PathOf("src/.git"));
        await File.WriteAllTextAsync(_workspace.PathOf("src/a.cs"), "one\nTwo 2\n");
        await File.WriteAllTextAsync(_workspace.PathOf("src/a.txt"), "two 2\n");
        await File.WriteAllTextAsync(_workspace.PathOf("src/.git/a.cs"), "Two 2\n");
        await File.WriteAllBytesAsync(_workspace.PathOf("src/b.cs"), [0, 1, 2, .. "Two 2\n"u8]);

        var exact = await _tools.CallAsync("search", ("pattern", "Two"), ("path", "src"));
        var regex = await _tools.CallAsync("search", ("pattern", "^t[a-z]+ [0-9]$"), ("regex", true), ("ignore_case", true), ("include", "*.cs"));
        var none = await _tools.CallAsync("search", ("pattern", "t.o"));
        var wrong = await _tools.CallAsync("search", ("pattern", "("), ("regex", true));
        var nowhere = await _tools.CallAsync("search", ("pattern", "x"), ("path", "none"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exact, Is.EqualTo("1 line\nsrc/a.cs:2:Two 2"));
            Assert.That(regex, Is.EqualTo("1 line\n./src/a.cs:2:Two 2"));
            Assert.That(none, Is.EqualTo("Nothing found in '.'."));
            Assert.That(wrong, Does.StartWith("Error: grep: "));
            Assert.That(nowhere, Does.StartWith("Error: grep: none"));
        }
    }

    [Test]
    public async Task A_search_that_finds_too_much_says_that_there_is_more()
    {
        await File.WriteAllTextAsync(_workspace.PathOf("f"), string.Concat(Enumerable.Repeat($"{new string('x', 100_000)}\n", 100)));

        var result = await _tools.CallAsync("search", ("pattern", "x"));

        Assert.That(result, Does.StartWith("The first 5 lines; there are more. Narrow the search").And.Length.LessThan(6000));
    }

    [Test]
    public async Task The_settings_of_the_shell_do_not_matter_and_stay()
    {
        await _tools.CallAsync("run", ("command", "set -euo pipefail; alias grep=false; ls() { echo mine; }"));

        var search = await _tools.CallAsync("search", ("pattern", "x"));
        var list = await _tools.CallAsync("list_files", ("path", "none"));
        var options = await _tools.CallAsync("run", ("command", "echo $-; ls"));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(search, Is.EqualTo("Nothing found in '.'."));
            Assert.That(list, Does.StartWith("Error: ls: "));
            Assert.That(options, Does.Match("Output:\n.*e.*u.*\nmine"));
        }
    }

    [Test]
    public async Task A_result_of_100_MB_is_short_and_the_rest_is_in_a_file()
    {
        var result = await _tools.CallAsync("run", ("command", "head -c 100000000 /dev/zero | tr '\\0' x"));

        Assert.That(result, Does.StartWith("Exit code 0.").And.Contain("The whole output, 100,000,000 bytes, is in ").And.Length.LessThan(31_000));
    }

    [Test]
    public async Task An_edit_keeps_the_mode_of_the_file()
    {
        await File.WriteAllTextAsync(_workspace.PathOf("run.sh"), "echo one\n");
        File.SetUnixFileMode(_workspace.PathOf("run.sh"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await _tools.EditAsync("str_replace", "run.sh", ("old_str", "one"), ("new_str", "two"));
        var result = await _tools.CallAsync("run", ("command", "./run.sh"));

        Assert.That(result, Does.StartWith("Exit code 0.").And.EndWith("two"));
    }
}
