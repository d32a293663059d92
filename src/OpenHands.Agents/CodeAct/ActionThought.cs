namespace OpenHands.Agents.CodeAct;

/// <summary>Why an action is done: most types have a place for it, each of its own.</summary>
internal static class ActionThought
{
    public static string Of(AgentAction action) => action switch
    {
        CmdRunAction run => run.Thought,
        IPythonRunCellAction cell => cell.Thought,
        FileReadAction read => read.Thought,
        FileWriteAction write => write.Thought,
        BrowseUrlAction browse => browse.Thought,
        BrowseInteractiveAction browse => browse.Thought,
        AgentDelegateAction call => call.Thought,
        AgentFinishAction finish => finish.Thought,
        AgentRejectAction reject => reject.Thought,
        _ => "",
    };

    public static AgentAction Add(AgentAction action, string thought) => thought.Length == 0 ? action : action switch
    {
        CmdRunAction run => run with { Thought = thought },
        IPythonRunCellAction cell => cell with { Thought = thought },
        FileReadAction read => read with { Thought = thought },
        FileWriteAction write => write with { Thought = thought },
        BrowseUrlAction browse => browse with { Thought = thought },
        BrowseInteractiveAction browse => browse with { Thought = thought },
        AgentDelegateAction call => call with { Thought = thought },
        AgentFinishAction finish => finish with { Thought = finish.Thought.Length == 0 ? thought : $"{thought}\n\n{finish.Thought}" },
        AgentRejectAction reject => reject with { Thought = thought },
        _ => action,
    };
}
