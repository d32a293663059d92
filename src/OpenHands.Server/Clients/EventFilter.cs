namespace OpenHands.Server.Clients;

/// <summary>Which events clients of 0.9.3 are sent, in the replay and live.</summary>
internal static class EventFilter
{
    /// <summary>What has happened before the client came: everything but states and what says nothing.</summary>
    public static bool IsReplayed(AgentEvent agentEvent) =>
        agentEvent is not (NullAction or NullObservation or ChangeAgentStateAction or AgentStateChangedObservation);

    /// <summary>What happens while the client is connected. That a client is not sent its own actions is not decided here.</summary>
    public static bool IsLive(AgentEvent agentEvent) => agentEvent switch
    {
        NullAction or NullObservation => false,
        { Source: not EventSource.User } => true,

        // The server says these itself while it starts a session.
        ChangeAgentStateAction { AgentState: AgentState.Loading or AgentState.Init } => false,
        AgentAction => true,

        // The answers to what users did. Files that a user interface reads or writes make no bubble in the chat.
        FileReadObservation or FileWriteObservation => false,
        _ => true,
    };
}
