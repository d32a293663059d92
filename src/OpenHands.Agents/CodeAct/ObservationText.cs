using OpenHands.Agents.Tools;

namespace OpenHands.Agents.CodeAct;

/// <summary>What a model reads about what came of an action. First what happened, in words of ours; what came from outside is last.</summary>
internal static class ObservationText
{
    private const string NothingMore = "Nothing more is kept.";

    /// <summary>The text, at most about as long as is allowed.</summary>
    public static string Of(AgentAction action, Observation? observation, CommandWords words, int most)
    {
        try
        {
            return observation switch
            {
                null => "What came of it is not known.",
                CmdOutputObservation => CommandText.Describe(observation, most, words),
                IPythonRunCellObservation cell => PythonTool.Describe(cell, most),
                FileReadObservation file => Describe(file, action as FileReadAction ?? new FileReadAction(file.Path), most),
                FileWriteObservation file => action is FileWriteAction write ? WriteFileTool.Report("Wrote", file.Path, write.Content) : file.Message,
                BrowserOutputObservation page => PageText.Describe(page, most),
                UserRejectObservation => "The user refused this, so nothing was done. Do not ask for the same again: choose another way, or ask the user what to do.",
                ErrorObservation => CommandText.Describe(observation, most, words),
                AgentDelegateObservation answer => $"The agent answered:\n{ResultText.Shorten(answer.Content.Length > 0 ? answer.Content : answer.Outputs.ToString(), most, NothingMore)}",
                CustomObservation custom => ResultText.Shorten($"{custom.Content}\n{custom.Extras}", most, NothingMore),
                _ => ResultText.Shorten(observation.Content.Length > 0 ? observation.Content : observation.Message, most, NothingMore),
            };
        }
        catch (ToolFailureException failure)
        {
            return $"Error: {failure.Message}";
        }
    }

    private static string Describe(FileReadObservation file, FileReadAction action, int most)
    {
        var start = Math.Max(action.Start, 0);
        var mayGoOn = action.End > start && TextLines.Of(file.Content).Count >= action.End - start;
        return NumberedLines.Show(file, start + 1, int.MaxValue, most, mayGoOn);
    }
}
