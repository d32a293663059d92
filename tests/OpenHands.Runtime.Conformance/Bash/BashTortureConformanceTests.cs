namespace OpenHands.Conformance;

/// <summary>What users do to the shell itself: the command gets bash's own answer, or "the shell ended", at once; the next one is right.</summary>
/// <typeparam name="THarness">The backend.</typeparam>
public abstract class BashTortureConformanceTests<THarness> : RuntimeConformanceTests<THarness>
    where THarness : RuntimeHarness, new()
{
    [TestCase("set -u; set -o pipefail; echo ${x-unset}", 0, "unset")]
    [TestCase("trap 'echo trapped' INT TERM; true", 0)]
    [TestCase("PROMPT_COMMAND='false'; true", 0)]
    [TestCase("set -n", 0)]
    [TestCase("set -o posix; echo a", 0, "a")]
    [TestCase("set -f -C -o noglob; echo *", 0, "*")]
    [TestCase("printf() { echo mine; }; printf x", 0, "mine")]
    [TestCase("eval() { echo mine; }; eval x", 0, "mine")]
    [TestCase("read() { echo mine; }; mapfile() { echo mine; }; read x; mapfile x", 0, "mine\nmine")]
    [TestCase("unset() { echo mine; }; unset x", 0, "mine")]
    [TestCase("true() { false; }; true", 1)]
    [TestCase("alias echo='printf %s alias'; shopt -s expand_aliases", 0)]
    [TestCase("IFS=0123456789; OPTIND=5; REPLY=x; _=y", 0)]
    [TestCase("PATH=", 0)]
    [TestCase("stty raw -echo", 0)]
    [TestCase("stty echo onlcr; echo a", 0, "a")]
    [TestCase("exec 0<&-", 0)]
    [TestCase("umask 777", 0)]
    [TestCase("shopt -s extdebug failglob lastpipe nocasematch xpg_echo", 0)]
    [TestCase("readonly PWD OLDPWD PATH", 0)]
    public async Task The_shell_goes_on_after(string command, int exitCode, string content = "")
    {
        var observation = await RunAsync(command);
        var next = await RunAsync("builtin echo next; (exit 5)");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Content, observation.Status), Is.EqualTo((exitCode, content, CommandStatus.Completed)));
            Assert.That((next.ExitCode, next.Content), Is.EqualTo((5, "next")));
        }
    }

    [TestCase("break", 0)]
    [TestCase("continue 3", 0)]
    [TestCase("return 5", 2)]
    [TestCase("local x=1", 1)]
    [TestCase("for i in 1 2; do break; done; break", 0)]
    [TestCase("exec /no/such/program", 127)]
    [TestCase("echo \"abc", 2)]
    [TestCase("echo 'abc", 2)]
    [TestCase("echo $((1+", 2)]
    [TestCase("echo `abc", 2)]
    [TestCase("if true; then", 2)]
    [TestCase("(echo a", 2)]
    [TestCase("echo a |", 2)]
    [TestCase(")", 2)]
    [TestCase("}", 2)]
    [TestCase("done; echo a", 2)]
    [TestCase(";;", 2)]
    [TestCase("set -u; echo $no_such_variable", 1)]
    [TestCase("echo ${x:?is not set}", 1)]
    [TestCase("readonly r=1; r=2", 1)]
    [TestCase("echo $((1/0))", 1)]
    [TestCase("cd /no/such/directory", 1)]
    [TestCase("kill -9 99999999", 1)]
    [TestCase("source /no/such/file", 1)]
    public async Task A_mistake_is_answered_by_bash_at_once(string command, int exitCode)
    {
        var observation = await RunAsync($"{command}");
        var next = await RunAsync("echo next $?");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((exitCode, CommandStatus.Completed)), observation.Content);
            Assert.That(next.Content, Is.EqualTo($"next {exitCode}"));
        }
    }

    [Test]
    public async Task An_unterminated_heredoc_is_what_there_was()
    {
        var observation = await RunAsync("cat <<EOF\nx\ny");

        Assert.That(observation.ExitCode, Is.Zero);
        Assert.That(observation.Content, Does.Contain("x\ny"));
    }

    [Test]
    public async Task A_failing_command_after_set_e_ends_the_shell_and_says_so()
    {
        await RunAsync("set -e; kept=1");

        var observation = await RunAsync("echo before; false; echo never");
        var next = await RunAsync("echo next ${kept-gone}");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((1, CommandStatus.ShellEnded)));
            Assert.That(observation.Content, Does.StartWith("before\n[The shell ended with exit code 1.").And.Not.Contain("never"));
            Assert.That(next.Content, Is.EqualTo("next gone"));
        }
    }

    [TestCase("exit 3", 3)]
    [TestCase("exit", 0)]
    [TestCase("logout 4 2> /dev/null || exit 4", 4)]
    [TestCase("exec true", 0)]
    [TestCase("exec sh -c 'exit 9'", 9)]
    [TestCase("kill -9 $$", 137)]
    [TestCase("kill -KILL $BASHPID", 137)]
    [TestCase("trap 'exit 6' DEBUG; true", 6)]
    [TestCase("PROMPT_COMMAND='exit 8'", 8)]
    public async Task When_the_shell_ends_the_answer_says_so_and_the_next_command_has_a_fresh_one(string command, int exitCode)
    {
        await RunAsync("mkdir -p kept && cd kept");

        var observation = await RunAsync($"echo before; {command}");
        var next = await RunAsync("pwd; (exit 5)");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((exitCode, CommandStatus.ShellEnded)));
            Assert.That(observation.Content, Does.StartWith("before\n").And.Contain($"[The shell ended with exit code {exitCode}."));
            Assert.That((next.ExitCode, next.Content, next.Status), Is.EqualTo((5, $"{Runtime.WorkspacePath}/kept", CommandStatus.Completed)));
        }
    }

    [TestCase("for fd in {0..255}; do eval \"exec $fd>&-\"; done")]
    [TestCase("builtin() { :; }")]
    [TestCase("builtin() { command builtin \"$@\"; }")]
    [TestCase("alias builtin=:")]
    [TestCase("enable -n printf eval mapfile unset")]
    [TestCase("shopt -s extdebug; trap '[[ 1 == 2 ]]' DEBUG")]
    [TestCase("trap 'echo debug' DEBUG; trap 'echo return' RETURN; trap 'echo exit' EXIT")]
    [TestCase("PS0='$(echo ps0)'; PS1='$(echo ps1; exit 3)> '; PS2='2> '; PS4='4> '; PROMPT_COMMAND='echo pc'; set -x")]
    [TestCase("set -v")]
    [TestCase("set -e; set -E; trap 'echo err' ERR")]
    [TestCase("set -r")]
    [TestCase("trap '' INT TERM HUP QUIT CHLD TSTP PIPE")]
    [TestCase("set -e; true")]
    [TestCase("trap 'echo err' ERR; true")]
    [TestCase("declare -r __oh=1")]
    [TestCase("echo 'exit 3' > /proc/$$/fd/0")]
    [TestCase("eval \"$(printf 'x() { :; };%.0s' {1..2000})\"")]
    public async Task Whatever_is_done_to_the_shell_is_answered_soon_and_a_later_command_is_right(string command)
    {
        var begun = Environment.TickCount64;

        var observation = await RunAsync(command);
        var second = await RunAsync("echo two; (exit 5)");
        var elapsed = TimeSpan.FromMilliseconds(Environment.TickCount64 - begun);
        if (second.Status == CommandStatus.ShellEnded)
        {
            second = await RunAsync("echo two; (exit 5)");
        }

        using (Assert.EnterMultipleScope())
        {
            Assert.That(observation.Status, Is.AnyOf(CommandStatus.Completed, CommandStatus.ShellEnded));
            Assert.That(second.ExitCode, Is.EqualTo(5));
            Assert.That(second.Content.Split('\n'), Does.Contain("two"));
            Assert.That(elapsed, Is.LessThan(TimeSpan.FromSeconds(5) * Harness.Slowness));
        }
    }

    [TestCase("exec 1>&- 2>&-")]
    [TestCase("exec > /dev/null 2>&1")]
    public async Task A_shell_whose_output_was_sent_away_goes_on_in_silence(string command)
    {
        await RunAsync(command);

        var silent = await RunAsync("echo unheard; (exit 5)");
        var restored = await RunAsync("exec > /dev/tty 2>&1; echo heard; (exit 6)");

        Assert.That((silent.ExitCode, silent.Content), Is.EqualTo((5, "")));
        Assert.That((restored.ExitCode, restored.Content), Is.EqualTo((6, "heard")));
    }

    [Test]
    public async Task A_shell_that_is_killed_from_outside_is_noticed_while_a_command_runs()
    {
        await RunAsync("{ until [ -e go ]; do sleep 0.02; done; kill -9 $$; } &");
        var running = Begin("echo started; sleep 100; echo never");
        await running.SeesAsync("started");

        await Runtime.WriteFileAsync("go", "", Patience);
        var observation = await running.EndAsync();
        var next = await RunAsync("echo next");

        using (Assert.EnterMultipleScope())
        {
            Assert.That((observation.ExitCode, observation.Status), Is.EqualTo((137, CommandStatus.ShellEnded)));
            Assert.That(observation.Content, Does.StartWith("started\n"));
            Assert.That(next.Content, Is.EqualTo("next"));
        }
    }
}
