using System.Globalization;
using System.Text;

namespace OpenHands.Execution.Bash;

/// <summary>What a <see cref="CmdRunAction"/> means to the shell, and what its observation says.</summary>
internal sealed class BashActions(BashSession session, PromptBlock prompt, BashSettings settings)
{
    // What a terminal in line mode can take as one line.
    private const int LongestInputLine = 4095;

    /// <summary>Runs a command, continues one, or sends it input.</summary>
    public async Task<Observation> RunAsync(CmdRunAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        var timeout = action.Timeout ?? TimeSpan.FromMinutes(2);
        if (TerminalKeys.IsInterrupt(action.Command))
        {
            return Observe(action, timeout, await session.InterruptAsync().ConfigureAwait(false) ?? NothingToInterrupt());
        }

        if (action.IsInput || action.Command.Length == 0)
        {
            return await ContinueAsync(action, timeout, onOutput, cancellationToken).ConfigureAwait(false);
        }

        if (WhyRefused(action.Command) is { } reason)
        {
            return new ErrorObservation(reason);
        }

        var end = await session.RunAsync(action.Command, timeout, action.Blocking, onOutput, cancellationToken).ConfigureAwait(false);
        return end is null ? AnotherIsRunning(action) : Observe(action, timeout, end);
    }

    private async Task<Observation> ContinueAsync(CmdRunAction action, TimeSpan timeout, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        if (!TryGetInput(action, out var input, out var reason))
        {
            return new ErrorObservation(reason);
        }

        try
        {
            var end = await session.ContinueAsync(input, timeout, action.Blocking, onOutput, cancellationToken).ConfigureAwait(false);
            return end is not null ? Observe(action, timeout, end)
                : action.IsInput ? new ErrorObservation("No command is running, so nothing reads this input. Send it as a command, without is_input.")
                : new CmdOutputObservation(action.Command) { ExitCode = -1, Content = "[No command is running, so there is no output to wait for.]" };
        }
        catch (IOException exception)
        {
            return new ErrorObservation(exception.Message);
        }
    }

    private string? WhyRefused(string command)
    {
        if (command.Contains('\0'))
        {
            return $"The command holds a NUL character at position {command.IndexOf('\0')}, which no shell can read. Write such data to a file and pass its path.";
        }

        var bytes = Encoding.UTF8.GetByteCount(command);
        return bytes > settings.MaxCommandBytes
            ? $"The command is {bytes} bytes long; at most {settings.MaxCommandBytes} are taken. Write it to a file and run that."
            : null;
    }

    private static bool TryGetInput(CmdRunAction action, out ReadOnlyMemory<byte> input, out string reason)
    {
        input = default;
        reason = "";
        if (!action.IsInput)
        {
            return true;
        }

        if (TerminalKeys.TryParse(action.Command, out var key))
        {
            input = new[] { key };
            return true;
        }

        var text = action.Command.EndsWith('\n') ? action.Command : $"{action.Command}\n";
        if (text.Split('\n').Any(line => Encoding.UTF8.GetByteCount(line) > LongestInputLine))
        {
            reason = $"A line of this input is longer than {LongestInputLine} bytes, the most that a terminal takes. Write it to a file and let the command read that.";
            return false;
        }

        input = Encoding.UTF8.GetBytes(text);
        return true;
    }

    private static ErrorObservation AnotherIsRunning(CmdRunAction action) => new(
        $"A command is still running, so this one was not started: {Shorten(action.Command)}\n"
        + "Send an empty command to wait for more output, text with is_input to answer it, C-c with is_input or ctrl+c to interrupt it.");

    private static string Shorten(string command) => command.Length <= 200 ? command : $"{command[..200]}…";

    private CommandEnd NothingToInterrupt() =>
        new(CommandStatus.Interrupted, 130, new OutputCapture(settings.Output), "", "");

    private CmdOutputObservation Observe(CmdRunAction action, TimeSpan timeout, CommandEnd end)
    {
        using var output = end.Output;
        var text = output.ToText();
        if (end.Reason == CommandStatus.ShellEnded && text.EndsWith("exit\n", StringComparison.Ordinal))
        {
            // What an interactive bash says when it leaves.
            text = text[..^5];
        }

        if (Notice(action, timeout, end) is { } notice)
        {
            text = text.Length == 0 || text.EndsWith('\n') ? $"{text}{notice}" : $"{text}\n{notice}";
        }

        var hasPrompt = action.KeepPrompt && end.Reason is CommandStatus.Completed or CommandStatus.TimedOut && end.WorkingDirectory.Length > 0;
        return new CmdOutputObservation(action.Command)
        {
            Content = hasPrompt ? prompt.Append(text, end.WorkingDirectory, end.SearchPath) : text.TrimEnd('\r', '\n'),
            ExitCode = end.ExitCode,
            Status = end.Reason,
            WorkingDirectory = end.WorkingDirectory.Length > 0 ? end.WorkingDirectory : null,
            OutputFile = output.IsTruncated ? output.FilePath : null,
            OutputBytes = output.IsTruncated ? output.TotalBytes : null,
            Hidden = action.Hidden,
        };
    }

    private string? Notice(CmdRunAction action, TimeSpan timeout, CommandEnd end) => end.Reason switch
    {
        CommandStatus.TimedOut => $"[Command timed out after {Seconds(timeout)} seconds. {end.Signals!.Sentence}]",
        CommandStatus.Interrupted when end.Signals is { } signals => $"[The command was interrupted. {signals.Sentence}]",
        CommandStatus.Running when end.GoesToAnotherCall => "[Another call is waiting for the running command and gets its output.]",
        CommandStatus.Running => $"[The command is still running after {Seconds(action.Blocking ? timeout : Shorter(timeout, settings.SoftTimeout))} seconds. "
            + "Send an empty command to wait for more output, text with is_input to answer it, C-c with is_input or ctrl+c to interrupt it.]",
        CommandStatus.WaitingForInput => "[The command is waiting for input. Send text with is_input to answer it, C-d with is_input to end its input, "
            + "C-c with is_input or ctrl+c to interrupt it.]",
        CommandStatus.ShellEnded => $"[The shell ended with exit code {end.ExitCode}. The next command runs in a fresh shell: "
            + "its working directory is kept, its variables and functions are not.]",
        _ => null,
    };

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
