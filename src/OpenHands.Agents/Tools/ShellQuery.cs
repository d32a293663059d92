using System.Globalization;

namespace OpenHands.Agents.Tools;

/// <summary>Asks a program of the sandbox for lines, through the shell, so that it is on the event stream and needs consent like any other command.</summary>
internal static class ShellQuery
{
    // What the pipe's reader cuts off a longer line.
    private const int MostBytesOfALine = 1000;

    /// <summary>Runs a program and takes the first lines of what it prints.</summary>
    /// <param name="session">The way to the runtime.</param>
    /// <param name="program">The program and its arguments, each as it is: none of them is read by the shell.</param>
    /// <param name="mostLines">How many lines to take.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ToolFailureException">The shell is busy, or the command did not end by itself.</exception>
    public static async Task<ShellAnswer> AskAsync(ToolSession session, IReadOnlyList<string> program, int mostLines, CancellationToken cancellationToken)
    {
        // In a shell of its own, so that set -e, -u or pipefail of the user's shell do not matter and what fails here does not end it. The last line is
        // the program's exit code: what the program prints comes before it, so it cannot pass for it.
        var command = string.Create(CultureInfo.InvariantCulture,
            $"( set +eu +o pipefail; command {string.Join(' ', program.Select(Quote))} 2>&1 </dev/null | command cut -b 1-{MostBytesOfALine} | command head -n {mostLines + 1}; builtin printf '\\n%d' \"${{PIPESTATUS[0]}}\" )");
        var action = new CmdRunAction(command) { Blocking = true, KeepPrompt = false, Timeout = session.Options.Timeout };
        var observation = await session.ExecuteAsync(action, cancellationToken).ConfigureAwait(false);
        if (observation is not CmdOutputObservation { Status: CommandStatus.Completed } done)
        {
            throw new ToolFailureException(CommandText.Describe(observation, session.Options.MaxResultLength));
        }

        var lines = done.Content.Split('\n').ToList();
        if (!int.TryParse(lines[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var exitCode))
        {
            throw new ToolFailureException(ResultText.Shorten($"{program[0]} did not answer as expected: {done.Content}", session.Options.MaxResultLength, "Nothing more is kept."));
        }

        lines.RemoveAt(lines.Count - 1);
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return new ShellAnswer(exitCode, [.. lines.Take(mostLines)], HasMore: lines.Count > mostLines);
    }

    /// <summary>A text as one word of the shell, whatever it holds.</summary>
    private static string Quote(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
