namespace OpenHands.Cli;

/// <summary>Names of the recorded workspace, as they are in the new one.</summary>
internal sealed class PlaceNames
{
    private readonly string? _before;
    private readonly string _now;

    /// <summary>Finds out where the recorded workspace was: commands tell it, and the first of them begins there.</summary>
    public PlaceNames(IEnumerable<AgentEvent> recorded, string workspace)
    {
        _now = workspace;
        _before = recorded.OfType<CmdOutputObservation>().FirstOrDefault()?.WorkingDirectory;
    }

    /// <summary>A text with the new names.</summary>
    public string InText(string text) => _before is { Length: > 1 } && _before != _now ? text.Replace(_before, _now, StringComparison.Ordinal) : text;

    /// <summary>An action with the new names.</summary>
    public AgentAction InAction(AgentAction action) => action switch
    {
        CmdRunAction run => run with { Command = InText(run.Command) },
        IPythonRunCellAction cell => cell with { Code = InText(cell.Code) },
        FileReadAction read => read with { Path = InText(read.Path) },
        FileWriteAction write => write with { Path = InText(write.Path), Content = InText(write.Content) },
        _ => action,
    };
}
