using System.Runtime.InteropServices;

namespace OpenHands.Events;

/// <summary>About how much memory an event keeps: the characters of those of its texts that may be long.</summary>
internal static class EventWeight
{
    public static long Of(AgentEvent agentEvent) => agentEvent switch
    {
        MessageAction message => message.Content.Length + (message.ImagesUrls?.Sum(image => (long)image.Length) ?? 0),
        CmdRunAction run => run.Command.Length,
        IPythonRunCellAction cell => cell.Code.Length,
        FileWriteAction write => write.Content.Length,
        BrowseInteractiveAction browse => browse.BrowserActions.Length,
        AgentFinishAction finish => Of(finish.Outputs),
        AgentDelegateAction call => Of(call.Inputs),
        CustomAction action => Of(action.Args),
        CmdOutputObservation output => (long)output.Command.Length + output.Content.Length,
        IPythonRunCellObservation cell => (long)cell.Code.Length + cell.Content.Length,
        BrowserOutputObservation page => page.Content.Length + page.Screenshot.Length + Of(page.DomObject) + Of(page.AxtreeObject) + Of(page.ExtraElementProperties),
        AgentDelegateObservation answer => answer.Content.Length + Of(answer.Outputs),
        CustomObservation observation => observation.Content.Length + Of(observation.Extras),
        Observation observation => observation.Content.Length,
        _ => 0,
    };

    private static long Of(JsonPayload json) => JsonMarshal.GetRawUtf8Value(json.Element).Length;
}
