namespace OpenHands.Conformance;

/// <summary>The persistent shell: commands, exit codes, state that is carried on, and output as it was written.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BashConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [Test]
    public async Task A_command_answers_with_its_output()
    {
        var observation = await RunAsync("echo hello");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Content, Is.EqualTo("hello"));
            Assert.That(observation.ExitCode, Is.Zero);
            Assert.That(observation.Succeeded, Is.True);
            Assert.That(observation.Status, Is.EqualTo(CommandStatus.Completed));
            Assert.That(observation.Command, Is.EqualTo("echo hello"));
            Assert.That(observation.CommandId, Is.EqualTo(-1));
        }
    }

    [Test]
    public async Task A_failing_command_reports_its_exit_code()
    {
        var observation = await RunAsync("echo before; (exit 43)");

        Assert.That((observation.ExitCode, observation.Content, observation.Succeeded), Is.EqualTo((43, "before", false)));
    }

    [Test]
    public async Task A_program_that_does_not_exist_is_exit_code_127()
    {
        var observation = await RunAsync("no_such_program_here");

        Assert.That(observation.ExitCode, Is.EqualTo(127));
        Assert.That(observation.Content, Is.EqualTo("bash: no_such_program_here: command not found"));
    }

    [Test]
    public async Task A_program_that_dies_of_a_signal_is_128_and_its_number()
    {
        var observation = await RunAsync("sh -c 'kill -TERM $$'");

        Assert.That(observation.ExitCode, Is.EqualTo(143));
    }

    [Test]
    public async Task Output_and_errors_come_in_the_order_they_were_written()
    {
        var observation = await RunAsync("for i in 1 2 3; do echo out $i; echo err $i >&2; done");

        Assert.That(observation.Content, Is.EqualTo("out 1\nerr 1\nout 2\nerr 2\nout 3\nerr 3"));
    }

    [Test]
    public async Task Several_lines_are_run_whole_as_bash_would()
    {
        var observation = await RunAsync("echo a\nfalse\nfor i in 1 2; do\n  echo $i\ndone\necho $((1+2))");

        Assert.That((observation.ExitCode, observation.Content), Is.EqualTo((0, "a\n1\n2\n3")));
    }

    [Test]
    public async Task Output_without_a_line_end_is_whole()
    {
        var observation = await RunAsync("printf abc");

        Assert.That(observation.Content, Is.EqualTo("abc"));
    }

    [Test]
    public async Task Line_ends_in_output_are_the_programs_own()
    {
        var observation = await RunAsync(@"printf 'a\nb\r\nc\rd'");

        Assert.That(observation.Content, Is.EqualTo("a\nb\r\nc\rd"));
    }

    [Test]
    public async Task The_shell_starts_in_the_workspace()
    {
        var observation = await RunAsync("pwd");

        Assert.That((observation.Content, observation.WorkingDirectory), Is.EqualTo((Runtime.WorkspacePath, Runtime.WorkspacePath)));
    }

    [Test]
    public async Task The_working_directory_is_carried_on_and_reported()
    {
        var there = await RunAsync("mkdir -p deep/er && cd deep/er");
        var still = await RunAsync("pwd");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(there.WorkingDirectory, Is.EqualTo($"{Runtime.WorkspacePath}/deep/er"));
            Assert.That(still.Content, Is.EqualTo($"{Runtime.WorkspacePath}/deep/er"));
        }
    }

    [Test]
    public async Task Variables_functions_aliases_and_options_are_carried_on()
    {
        await RunAsync("x='a  b'; export y=2; f() { echo f $1; }; alias g='echo alias'; shopt -s nullglob");

        var observation = await RunAsync("echo \"$x\"; printenv y; f 3; g; shopt nullglob | tr -s '\\t' ' '");

        Assert.That(observation.Content, Is.EqualTo("a  b\n2\nf 3\nalias\nnullglob on"));
    }

    [Test]
    public async Task What_a_command_declares_is_global()
    {
        await RunAsync("declare -A map; map[one]=1; declare -i n=2; declare -a list=(x y)");

        var observation = await RunAsync("map[two]=2; n+=3; echo ${map[one]} ${map[two]} $n ${list[1]}");

        Assert.That(observation.Content, Is.EqualTo("1 2 5 y"));
    }

    [Test]
    public async Task The_exit_code_is_carried_to_the_next_command()
    {
        await RunAsync("(exit 7)");

        var observation = await RunAsync("echo $?");

        Assert.That(observation.Content, Is.EqualTo("7"));
    }

    [Test]
    public async Task A_heredoc_with_a_tab_arrives_byte_for_byte()
    {
        var observation = await RunAsync("cat > Makefile <<'EOF'\nall:\n\techo \"$HOME\" \\t `id`\nEOF\ncat Makefile");

        Assert.That(observation.Content, Is.EqualTo("all:\n\techo \"$HOME\" \\t `id`"));
    }

    [Test]
    public async Task A_comment_alone_is_a_command_that_says_nothing()
    {
        var observation = await RunAsync("# only this");

        Assert.That((observation.ExitCode, observation.Content), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Blank_commands_answer_at_once([Values(" ", "\n", "\t \n\n")] string command)
    {
        var observation = await RunAsync(command);

        Assert.That((observation.ExitCode, observation.Content), Is.EqualTo((0, "")));
    }

    [Test]
    public async Task Time_and_pipelines_and_substitutions_are_bashs_own()
    {
        var observation = await RunAsync("time true; echo $(printf 'b\\na\\n' | sort | tr '\\n' ,) <(:) | sed 's#/dev.*#fd#'");

        Assert.That(observation.Content, Does.Contain("real").And.EndWith("a,b, fd"));
    }

    [Test]
    public async Task Lines_that_end_as_on_Windows_are_bashs_own()
    {
        var observation = await RunAsync("echo a\r\necho b");

        Assert.That(observation.Content, Is.EqualTo("a\r\nb"));
    }

    [Test]
    public async Task A_command_of_a_hundred_kilobytes_runs()
    {
        var text = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{i:D9} "));

        var observation = await RunAsync($"x='{text}'; echo ${{#x}}; echo \"$x\" | cksum");
        var expected = await RunAsync("for ((i = 0; i < 10000; i++)); do printf '%09d ' $i; done | (cat; echo) | cksum");

        Assert.That(observation.Content, Is.EqualTo($"100000\n{expected.Content}"));
    }

    [Test]
    public async Task A_background_job_does_not_keep_its_command_waiting()
    {
        var observation = await RunAsync("sleep 100 & echo started");
        var running = await RunAsync("jobs -r | wc -l");

        Assert.That(observation.Content, Does.EndWith("started"));
        Assert.That(running.Content.Trim(), Is.EqualTo("1"));
    }

    [Test]
    public async Task Programs_find_a_terminal_that_neither_pages_nor_colours()
    {
        var observation = await RunAsync("tty -s && echo tty; echo $TERM; seq 1 100 | ${PAGER} | tail -1; echo $GIT_PAGER");

        Assert.That(observation.Content, Is.EqualTo("tty\ndumb\n100\ncat"));
    }

    [Test]
    public async Task An_unknown_escape_in_output_is_left_as_it_is()
    {
        var observation = await RunAsync(@"printf '\e[31mred\e[0m\e]0;title\a'");

        Assert.That(observation.Content, Is.EqualTo("\e[31mred\e[0m\e]0;title\a"));
    }

    [Test]
    public async Task A_command_with_a_NUL_is_refused_with_its_position()
    {
        var observation = await Runtime.ExecuteAsync(new CmdRunAction("echo a\0b"), Patience);
        var next = await RunAsync("echo next");

        Assert.That(observation, Is.InstanceOf<ErrorObservation>());
        Assert.That(observation.Content, Does.Contain("NUL").And.Contain("6"));
        Assert.That(next.Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task No_answer_in_two_thousand_is_somebody_elses()
    {
        for (var i = 0; i < 2_000; i++)
        {
            var observation = await RunAsync($"echo mark_{i}; (exit {i % 7})");

            Assert.That((observation.Content, observation.ExitCode), Is.EqualTo(($"mark_{i}", i % 7)));
        }
    }

    [Test]
    public async Task No_answer_is_somebody_elses_on_a_busy_machine()
    {
        await RunAsync("for i in 1 2 3 4; do while :; do :; done & done 2> /dev/null");

        for (var i = 0; i < 300; i++)
        {
            var observation = await RunAsync($"echo mark_{i}; (exit {i % 7})");

            Assert.That((observation.Content, observation.ExitCode), Is.EqualTo(($"mark_{i}", i % 7)));
        }
    }
}
