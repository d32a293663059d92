using CsCheck;

namespace OpenHands.Local.Tests;

/// <summary>Nonsense typed at the shell: it is answered, and the next command is right.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class BashFuzzTests
{
    private const int Seconds = 4;

    // No programs: what is made up here must not be able to do anything.
    private static readonly string[] s_tokens =
    [
        "'", "\"", "`", "$", "$(", "${", "$((", ")", "}", "))", "[[", "]]", "[", "]", "(", "{", ";", ";;", "&", "&&", "|", "||", "<<EOF\n", "EOF", "<<'A'\n", "<<<", "\n", "\r", "\t", " ",
        "\\", "\\\n", "#", "!", "!!", "*", "?", "~", "=", "+=", "==", "x", "x=1", "$x", "${x}", "$?", "$$", "$!", "if", "then", "else", "fi", "for", "in", "do", "done", "while", "until",
        "case", "esac", "function", "f", "f()", "select", "time", "coproc", "return", "break", "continue", "local", "declare", "set -x", "set +x", "set -v", "eval", "trap", "true", "false", ":",
        "echo", "printf", "read", "shift", "wait", "jobs", "é", "你", "🙂", "\u0001", "\u0003", "\u0004", "\u001a", "\u001b[", "\ufffd", "\u007f", "\ud800",
    ];

    [Test]
    public Task Made_up_programs_are_answered_and_the_next_command_is_right() =>
        CheckAsync(Gen.Int[0, s_tokens.Length - 1].Select(i => s_tokens[i]).Array[1, 12].Select(tokens => string.Join(' ', tokens)));

    [Test]
    public Task Made_up_text_is_answered_and_the_next_command_is_right() =>
        CheckAsync(Gen.String[Gen.Char['\u0001', '\uffff'], 1, 40].Select(Gen.String[Gen.Char["'\"`$(){}[]<>|&;\\\n *?!#~=x0"], 1, 40], (one, two) => one + two));

    private static async Task CheckAsync(Gen<string> commands)
    {
        using var directory = new TemporaryDirectory();
        LocalRuntime? runtime = null;
        var number = 0;
        try
        {
            await commands.SampleAsync(
                async command =>
                {
                    runtime ??= await StartedAsync(directory.Path);
                    await AnswerAsync(runtime, command);

                    var next = (CmdOutputObservation)await runtime.ExecuteAsync(new CmdRunAction($"builtin echo; builtin echo mark_{++number}; (exit {number % 7})") { Blocking = true, KeepPrompt = false });
                    if (next.Status == CommandStatus.ShellEnded)
                    {
                        next = (CmdOutputObservation)await runtime.ExecuteAsync(new CmdRunAction($"builtin echo mark_{number}; (exit {number % 7})") { Blocking = true, KeepPrompt = false });
                    }

                    return next.ExitCode == number % 7 && next.Content.Split('\n').Contains($"mark_{number}");
                },
                time: Seconds,
                threads: 1);
        }
        finally
        {
            await (runtime?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private static async Task AnswerAsync(LocalRuntime runtime, string command)
    {
        if (command.Length == 0 || command.Equals("ctrl+c", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        var answer = await runtime.ExecuteAsync(new CmdRunAction(command) { Timeout = TimeSpan.FromMilliseconds(500), Blocking = true });
        if (answer is CmdOutputObservation { Status: CommandStatus.WaitingForInput or CommandStatus.Running })
        {
            await runtime.ExecuteAsync(new CmdRunAction("ctrl+c"));
        }
    }

    private static async Task<LocalRuntime> StartedAsync(string workspace)
    {
        var runtime = new LocalRuntime(new LocalRuntimeOptions { WorkspacePath = workspace, Environment = { ["PATH"] = "/nowhere" } });
        await runtime.StartAsync();
        return runtime;
    }
}
