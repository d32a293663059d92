using System.Globalization;
using System.Text;

namespace OpenHands.Conformance;

/// <summary>Output of any kind and length: bounded in memory, whole in a file, and never mistaken for anything else.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class OutputConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    private const int Limit = 16 * 1024;

    /// <inheritdoc />
    protected override RuntimeSetup Setup => new() { MaxOutputBytes = Limit };

    [Test]
    public async Task Of_200_000_lines_the_first_and_the_last_are_kept_with_a_notice()
    {
        var observation = await RunAsync("seq 200000");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Content, Does.StartWith("1\n2\n3\n").And.EndWith("\n199999\n200000").And.Match(@"\n\[\.\.\. \d+ bytes of output omitted here\."));
            Assert.That(Encoding.UTF8.GetByteCount(observation.Content), Is.LessThan(Limit + 500));
            Assert.That(observation.OutputBytes, Is.EqualTo(1_288_895));
            Assert.That(observation.OutputFile, Is.Not.Null);
            Assert.That(observation.Content, Does.Contain(observation.OutputFile));
        }
    }

    [Test]
    public async Task The_whole_output_can_be_read_in_ranges_and_copied()
    {
        var observation = await RunAsync("seq 200000");

        var lines = await Runtime.ExecuteAsync(new FileReadAction(observation.OutputFile!) { Start = 99_999, End = 100_001 }, Patience);
        var directory = MakeHostDirectory();
        await Runtime.CopyFromAsync(observation.OutputFile!, directory, cancellationToken: Patience);

        var copy = await File.ReadAllLinesAsync(Directory.GetFiles(directory).Single(), Patience);
        Assert.That(lines.Content, Is.EqualTo("100000\n100001\n"));
        Assert.That(copy, Is.EqualTo(Enumerable.Range(1, 200_000).Select(i => i.ToString(CultureInfo.InvariantCulture))));
    }

    [Test]
    public async Task One_line_of_ten_megabytes_is_cut_in_the_middle()
    {
        var observation = await RunAsync("head -c 10000000 /dev/zero | tr '\\0' x");
        var size = await RunAsync($"wc -c < '{observation.OutputFile}'");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.OutputBytes, Is.EqualTo(10_000_000));
            Assert.That(observation.Content, Does.StartWith("xxx").And.EndWith("xxx").And.Contain("bytes of output omitted here"));
            Assert.That(size.Content.Trim(), Is.EqualTo("10000000"));
        }
    }

    [Test]
    public async Task A_character_is_never_cut_in_two()
    {
        var observation = await RunAsync("printf x; for ((i = 0; i < 5000; i++)); do printf '€🙂'; done");

        Assert.That(observation.OutputBytes, Is.EqualTo(35_001));
        Assert.That(observation.Content, Does.StartWith("x€🙂€").And.EndWith("€🙂").And.Not.Contain("\ufffd"));
    }

    [Test]
    public async Task Output_of_exactly_the_limit_is_whole()
    {
        var observation = await RunAsync($"head -c {Limit} /dev/zero | tr '\\0' x");

        Assert.That(observation.Content, Is.EqualTo(new string('x', Limit)));
        Assert.That((observation.OutputFile, observation.OutputBytes), Is.EqualTo(((string?)null, (long?)null)));
    }

    [Test]
    public async Task The_file_is_capped_and_the_notice_says_so()
    {
        var runtime = await StartAsync(new RuntimeSetup { MaxOutputBytes = Limit, MaxOutputFileBytes = 100_000 });

        var observation = await runtime.RunAsync("seq 200000", cancellationToken: Patience);
        var size = await runtime.RunAsync($"wc -c < '{observation.OutputFile}'", cancellationToken: Patience);

        Assert.That(observation.Content, Does.EndWith("\n200000").And.Contain("first 100000 bytes"));
        Assert.That(observation.OutputBytes, Is.EqualTo(1_288_895));
        Assert.That(size.Content.Trim(), Is.EqualTo("100000"));
    }

    [Test]
    public async Task Without_a_file_the_notice_promises_none()
    {
        var runtime = await StartAsync(new RuntimeSetup { MaxOutputBytes = Limit, MaxOutputFileBytes = 0 });

        var observation = await runtime.RunAsync("seq 200000", cancellationToken: Patience);

        Assert.That(observation.OutputFile, Is.Null);
        Assert.That(observation.Content, Does.EndWith("\n200000").And.Match(@"\n\[\.\.\. \d+ bytes of output omitted here\. \.\.\.\]\n"));
    }

    [Test]
    public async Task Each_command_has_an_output_of_its_own()
    {
        var one = await RunAsync("seq 20000");
        var two = await RunAsync("seq 20001 40000");
        var small = await RunAsync("echo small");
        var heads = await RunAsync($"head -1 '{one.OutputFile}'; head -1 '{two.OutputFile}'");

        Assert.That(heads.Content, Is.EqualTo("1\n20001"));
        Assert.That((small.Content, small.OutputFile), Is.EqualTo(("small", (string?)null)));
    }

    [Test]
    public async Task A_NUL_in_output_is_kept_and_cuts_nothing_off()
    {
        var observation = await RunAsync(@"printf 'a\0b\0'");

        Assert.That(observation.Content, Is.EqualTo("a\0b\0"));
    }

    [Test]
    public async Task Bytes_that_are_no_text_are_replaced_and_later_answers_are_right()
    {
        var observation = await RunAsync(@"printf '\xff\xfe ok \xc3'; (exit 3)");
        var next = await RunAsync("echo next");

        Assert.That((observation.ExitCode, observation.Content), Is.EqualTo((3, "\ufffd\ufffd ok \ufffd")));
        Assert.That((next.ExitCode, next.Content), Is.EqualTo((0, "next")));
    }

    [Test]
    public async Task A_character_that_was_written_in_two_halves_is_one()
    {
        var running = Begin(@"printf 'begun\xe4\xbd'; until [ -e go ]; do sleep 0.02; done; printf '\xa0.'");
        await running.SeesAsync("begun");

        await Runtime.WriteFileAsync("go", "", Patience);
        var observation = await running.EndAsync();

        Assert.That(observation.Content, Is.EqualTo("begun你."));
        Assert.That(string.Concat(running.Chunks.Select(chunk => chunk.Text)), Is.EqualTo("begun你."));
    }

    [Test]
    public async Task Random_bytes_do_not_disturb()
    {
        var observation = await RunAsync("head -c 8000 /dev/urandom; (exit 9)");
        var next = await RunAsync("echo next");

        Assert.That(observation.ExitCode, Is.EqualTo(9));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [TestCase(@"printf '[PEXPECT_BEGIN]\n\nroot@h:/x\n[PEXPECT_END]'")]
    [TestCase(@"printf '1 0\0/tmp\0/bin\0'; printf '2 0\0/tmp\0/bin\0'")]
    [TestCase(@"printf '\r\n\r\nroot@host:/elsewhere # '")]
    [TestCase(@"printf '###PS1JSON###\n{}\n###PS1END###\n'; printf '\e[?2004h$ '")]
    [TestCase("env; set; declare -f; history; echo $OPENHANDS_COMMAND $OPENHANDS_SHELL")]
    public async Task Output_that_looks_like_an_end_ends_nothing(string command)
    {
        var observation = await RunAsync($"{command}; echo; echo last; (exit 7)");
        var next = await RunAsync("pwd");

        Assert.That(observation.ExitCode, Is.EqualTo(7));
        Assert.That(observation.Content, Does.EndWith("last"));
        Assert.That(next.Content, Is.EqualTo(Runtime.WorkspacePath));
    }

    [TestCase("quo\"te's")]
    [TestCase("new\nline")]
    [TestCase("space and  spaces ")]
    [TestCase("naïve 你好 🙂")]
    [TestCase("-n")]
    [TestCase("$(touch evil)`id`$HOME")]
    [TestCase("[PEXPECT_END]")]
    [TestCase("back\\slash\\n")]
    public async Task Any_directory_name_is_reported_exactly(string name)
    {
        var action = new CmdRunAction($"mkdir -- '{name.Replace("'", @"'\''", StringComparison.Ordinal)}' && cd -- \"$_\"") { Blocking = true };

        var observation = await ExecuteAsync(action);
        var next = await RunAsync("pwd; ls -A ..");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.ExitCode, Is.Zero, observation.Content);
            Assert.That(observation.WorkingDirectory, Is.EqualTo($"{Runtime.WorkspacePath}/{name}"));
            Assert.That(observation.Content, Does.Contain(name));
            Assert.That(next.Content, Does.StartWith($"{Runtime.WorkspacePath}/{name}\n").And.Not.Contain("evil\n"));
        }
    }
}
