namespace OpenHands.Testing;

/// <summary>Answers in the words of each kind of action.</summary>
public static class ActionScriptExtensions
{
    /// <summary>Answers a command.</summary>
    /// <param name="script">The script.</param>
    /// <param name="output">What it prints, exactly as the observation has it: no prompt block is added.</param>
    /// <param name="exitCode">Its exit code. Default 0.</param>
    public static ActionScript<CmdRunAction> Answer(this ActionScript<CmdRunAction> script, string output, int exitCode = 0)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(output);
        return script.Answer(action => new CmdOutputObservation(action.Command) { Content = output, ExitCode = exitCode, Hidden = action.Hidden });
    }

    /// <inheritdoc cref="Answer(ActionScript{CmdRunAction}, string, int)"/>
    public static ActionScript<CmdRunAction> Then(this ActionScript<CmdRunAction> script, string output, int exitCode = 0) => script.Answer(output, exitCode);

    /// <summary>Answers a cell.</summary>
    /// <param name="script">The script.</param>
    /// <param name="output">What it prints and returns.</param>
    public static ActionScript<IPythonRunCellAction> Answer(this ActionScript<IPythonRunCellAction> script, string output)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(output);
        return script.Answer(action => new IPythonRunCellObservation(action.Code) { Content = output });
    }

    /// <inheritdoc cref="Answer(ActionScript{IPythonRunCellAction}, string)"/>
    public static ActionScript<IPythonRunCellAction> Then(this ActionScript<IPythonRunCellAction> script, string output) => script.Answer(output);

    /// <summary>Answers a visit of the browser.</summary>
    /// <param name="script">The script.</param>
    /// <param name="text">The page as readable text.</param>
    public static ActionScript<BrowseUrlAction> Answer(this ActionScript<BrowseUrlAction> script, string text)
    {
        ArgumentNullException.ThrowIfNull(script);
        ArgumentNullException.ThrowIfNull(text);
        return script.Answer(action => new BrowserOutputObservation(action.Url, "") { Content = text });
    }

    /// <inheritdoc cref="Answer(ActionScript{BrowseUrlAction}, string)"/>
    public static ActionScript<BrowseUrlAction> Then(this ActionScript<BrowseUrlAction> script, string text) => script.Answer(text);
}
