using System.Globalization;
using System.Text;

namespace OpenHands.Agents.Tools;

/// <summary>Tells a model how a command ended, and what it can do now.</summary>
internal static class CommandText
{
    // What the runtime adds to the output of a command that goes on is in the words of actions, not of tools.
    private static readonly string[] s_notices =
    [
        "[The command is still running after ", "[The command is waiting for input. ", "[No command is running, ", "[Another call is waiting for the running command ",
    ];

    /// <summary>What the model reads. The output comes last, so that nothing in it can pass for a word of the tool.</summary>
    public static string Describe(Observation observation, int most, CommandWords? words = null)
    {
        words ??= CommandWords.Tools;
        if (observation is not CmdOutputObservation command)
        {
            throw new ToolFailureException(ResultText.Shorten(Translate(observation.Content, words), most, "Nothing more is kept."));
        }

        var output = command.Status is CommandStatus.Running or CommandStatus.WaitingForInput || command.ExitCode == -1
            ? WithoutNotice(command.Content)
            : command.Content;
        var text = new StringBuilder(Status(command, words));
        if (command.WorkingDirectory is { } directory)
        {
            text.Append(CultureInfo.InvariantCulture, $" Directory: {directory}");
        }

        if (output.Length == 0 && command is { ExitCode: -1, Status: CommandStatus.Completed })
        {
            return text.ToString();
        }

        if (output.Length == 0)
        {
            return text.Append("\nNo output.").ToString();
        }

        var rest = command.OutputFile is { } file
            ? $"The whole output, {ResultText.Number(command.OutputBytes ?? 0)} bytes, is in {file}: see parts of it with run, for example with sed -n '1000,1100p'"
            : "To see it, run the command with its output in a file, and read that in parts";
        return text.Append("\nOutput:\n").Append(ResultText.Shorten(output, most, rest)).ToString();
    }

    private static string Status(CmdOutputObservation command, CommandWords words) => command.Status switch
    {
        CommandStatus.Running => $"Still running. {words.Running}",
        CommandStatus.WaitingForInput => $"Waiting for input. {words.WaitingForInput}",
        CommandStatus.TimedOut => Code($"Timed out and was stopped, exit code {command.ExitCode}. {words.TimedOut}"),
        CommandStatus.Interrupted => Code($"Interrupted, exit code {command.ExitCode}."),
        CommandStatus.ShellEnded => Code($"The shell ended, exit code {command.ExitCode}. The next command runs in a fresh shell: the directory is kept, variables and functions are not."),
        _ when command.ExitCode == -1 => "No command is running.",
        _ => Code($"Exit code {command.ExitCode}."),
    };

    private static string Code(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Translate(string error, CommandWords words) => error.StartsWith("A command is still running", StringComparison.Ordinal)
        ? $"A command is still running, so this was not started. {words.Busy}"
        : error.StartsWith("No command is running", StringComparison.Ordinal)
            ? $"No command is running, so nothing reads this input. {words.Idle}"
            : error;

    private static string WithoutNotice(string content)
    {
        var lastLine = content.LastIndexOf('\n') + 1;
        return s_notices.Any(notice => content.AsSpan(lastLine).StartsWith(notice, StringComparison.Ordinal)) ? content[..lastLine].TrimEnd('\r', '\n') : content;
    }
}
