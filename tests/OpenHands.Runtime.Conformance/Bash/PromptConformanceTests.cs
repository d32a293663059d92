using System.Text.RegularExpressions;

namespace OpenHands.Conformance;

/// <summary>The block that 0.9.3 puts after the output, and its clients cut off at the first <c>\r\n\r\n</c>.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract partial class PromptConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [TestCase("echo hello", "hello")]
    [TestCase("printf abc", "abc")]
    [TestCase("true", "")]
    [TestCase("false", "")]
    [TestCase(@"printf 'x\n\n\n'", "x\n\n")]
    [TestCase(@"printf 'x\r\ny\r\n'", "x\r\ny")]
    [TestCase(@"printf '  x  \n'", "  x  ")]
    [TestCase(@"printf 'HTTP/1.1 200 OK\r\n\r\nbody\r\n\r\n'", "HTTP/1.1 200 OK\n\nbody\n\n")]
    public async Task Output_and_prompt_are_parted_by_the_only_empty_line_of_its_kind(string command, string output)
    {
        var observation = await ExecuteAsync(new CmdRunAction(command));
        var parts = observation.Content.Split("\r\n\r\n");

        Assert.That(parts, Has.Length.EqualTo(2));
        Assert.That(parts[0], Is.EqualTo(output));
        Assert.That(parts[1], Does.Match(Block()));
    }

    [Test]
    public async Task The_prompt_names_user_and_directory()
    {
        var who = await RunAsync("mkdir -p 'a b' && cd 'a b'; whoami");

        var observation = await ExecuteAsync(new CmdRunAction("true"));
        var block = Block().Match(observation.Content.Split("\r\n\r\n")[1]);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(block.Groups["user"].Value, Is.EqualTo(who.Content));
            Assert.That(block.Groups["directory"].Value, Does.EndWith("/a b"));
            Assert.That(block.Groups["sign"].Value, Is.EqualTo(who.Content == "root" ? "#" : "$"));
        }
    }

    [Test]
    public async Task The_home_directory_is_a_tilde()
    {
        var observation = await ExecuteAsync(new CmdRunAction("mkdir -p \"$HOME\" && cd"));

        Assert.That(Block().Match(observation.Content.Split("\r\n\r\n")[1]).Groups["directory"].Value, Is.EqualTo("~"));
    }

    [Test]
    public async Task The_interpreter_is_the_python_that_the_shell_would_find()
    {
        var found = await RunAsync("mkdir -p bin; printf '#!/bin/sh\\n' > bin/python; chmod +x bin/python; PATH=$PWD/bin:$PATH; command -v python");

        var observation = await ExecuteAsync(new CmdRunAction("true"));
        var without = await ExecuteAsync(new CmdRunAction("PATH=/nowhere"));

        Assert.That(observation.Content, Does.StartWith($"\r\n\r\n[Python Interpreter: {found.Content}]\n"));
        Assert.That(without.Content, Does.StartWith("\r\n\r\n\n"));
    }

    [Test]
    public async Task Without_the_prompt_trailing_line_ends_are_cut_off()
    {
        var observation = await ExecuteAsync(new CmdRunAction(@"printf 'a\r\n\r\nb \r\n\n'") { KeepPrompt = false });

        Assert.That(observation.Content, Is.EqualTo("a\r\n\r\nb "));
    }

    [Test]
    public async Task A_running_command_has_no_prompt_yet()
    {
        var runtime = await StartAsync(RuntimeSetup.With(options => options.SoftTimeout = Brief));

        var observation = await runtime.ExecuteAsync(new CmdRunAction("sleep 100"), Patience);

        Assert.That(observation.Content, Does.Not.Contain("\r\n\r\n"));
    }

    [GeneratedRegex(@"^(\[Python Interpreter: .+\])?\n(?<user>[a-z0-9_-]+)@(?<host>[A-Za-z0-9._-]+):(?<directory>.+) (?<sign>[#$]) $")]
    private static partial Regex Block();
}
