using System.Text;

namespace OpenHands.Cli;

/// <summary>Shows an agent at work on standard error, one line after the other.</summary>
internal sealed class Screen(TextWriter writer)
{
    private const int MostLines = 12;
    private const int MostCharacters = 200;

    private readonly Lock _gate = new();
    private bool _isInLine;

    /// <summary>Words of the model while they come.</summary>
    public void Say(string text)
    {
        lock (_gate)
        {
            writer.Write(Clean(text));
            _isInLine = text.Length > 0 && text[^1] != '\n';
        }
    }

    /// <summary>Something that happened. Words that were told while they came are not told again.</summary>
    public void Show(AgentEvent happened)
    {
        switch (happened)
        {
            case CmdRunAction run:
                Line($"$ {run.Command}");
                break;
            case IPythonRunCellAction cell:
                Line($">>> {cell.Code.ReplaceLineEndings("\n... ")}");
                break;
            case CmdOutputObservation output:
                Line(Short(output.Content));
                Line(output.ExitCode == 0 ? "" : $"[exit code {output.ExitCode}]");
                break;
            case ErrorObservation error:
                Line($"Error: {error.Content}");
                break;
            case MessageAction or AgentFinishAction or AgentRejectAction or NullObservation or ChangeAgentStateAction:
                break;
            case AgentStateChangedObservation change:
                Line($"[{change.AgentState.ToString().ToLowerInvariant()}]");
                break;
            case AgentAction action:
                Line($"* {action.Message}");
                break;
            case Observation observation:
                Line(Short(observation.Content));
                break;
        }
    }

    /// <summary>One line, or more.</summary>
    public void Line(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            writer.WriteLine(_isInLine ? $"\n{Clean(text)}" : Clean(text));
            _isInLine = false;
        }
    }

    // What others wrote must not drive the terminal.
    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            clean.Append(char.IsControl(character) && character is not ('\n' or '\t') ? (character == '\r' ? "" : "\uFFFD") : character.ToString());
        }

        return clean.ToString();
    }

    private static string Short(string text)
    {
        var lines = text.TrimEnd().Split('\n');
        var shown = lines.Length <= MostLines ? lines : [.. lines[..(MostLines / 2)], $"[... {lines.Length - MostLines} lines ...]", .. lines[^(MostLines / 2)..]];
        return string.Join('\n', shown.Select(line => line.Length <= MostCharacters ? line : line[..MostCharacters] + "…"));
    }
}
