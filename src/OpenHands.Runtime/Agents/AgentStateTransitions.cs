namespace OpenHands;

/// <summary>Which state of an agent may follow which.</summary>
public static class AgentStateTransitions
{
    private static readonly AgentState[][] s_next = NextStates();

    // What somebody outside may ask for; the other states are reached only by what the agent does or meets.
    private static readonly AgentState[] s_requestable =
    [
        AgentState.Init, AgentState.Running, AgentState.Paused, AgentState.Stopped, AgentState.UserConfirmed, AgentState.UserRejected,
    ];

    /// <summary>Whether one state may follow another. No state follows itself.</summary>
    public static bool Allows(AgentState from, AgentState to) => s_next[(int)from].Contains(to);

    /// <summary>Whether a user may ask for a state, with a <see cref="ChangeAgentStateAction"/>.</summary>
    public static bool AllowsRequest(AgentState from, AgentState to) =>
        s_requestable.Contains(to)
        && Allows(from, to)
        // Consent is given by confirming, not by making it run.
        && !(to == AgentState.Running && from is AgentState.AwaitingUserConfirmation or AgentState.UserConfirmed or AgentState.UserRejected);

    /// <summary>One sentence about a request that is refused.</summary>
    internal static string Refusal(AgentState from, AgentState to)
    {
        var possible = Enum.GetValues<AgentState>().Where(state => AllowsRequest(from, state)).Select(state => state.ToWireName()).ToArray();
        var remedy = possible.Length == 0 ? "" : $" What can be asked for now: {string.Join(", ", possible)}.";
        return $"The agent is {from.ToWireName()} and cannot become {to.ToWireName()}.{remedy}";
    }

    private static AgentState[][] NextStates()
    {
        var next = new AgentState[Enum.GetValues<AgentState>().Length][];
        From(
            AgentState.Loading,
            AgentState.Init, AgentState.Running, AgentState.Stopped, AgentState.Error);

        // After init a stored session goes on in the state it was in.
        From(
            AgentState.Init,
            AgentState.Running, AgentState.Paused, AgentState.AwaitingUserInput, AgentState.AwaitingUserConfirmation, AgentState.Finished, AgentState.Stopped, AgentState.Error);
        From(
            AgentState.Running,
            AgentState.AwaitingUserInput, AgentState.AwaitingUserConfirmation, AgentState.Paused, AgentState.Stopped, AgentState.Finished, AgentState.Rejected, AgentState.Error);
        From(
            AgentState.AwaitingUserInput,
            AgentState.Running, AgentState.Stopped, AgentState.Error);

        // Running again when the action could not be published after all.
        From(
            AgentState.AwaitingUserConfirmation,
            AgentState.UserConfirmed, AgentState.UserRejected, AgentState.Running, AgentState.Stopped, AgentState.Error);
        From(
            AgentState.UserConfirmed,
            AgentState.Running, AgentState.Paused, AgentState.Stopped, AgentState.Error);
        From(
            AgentState.UserRejected,
            AgentState.AwaitingUserInput, AgentState.Running, AgentState.Stopped, AgentState.Error);
        From(AgentState.Paused, AgentState.Running, AgentState.Stopped, AgentState.Error);
        From(AgentState.Stopped, AgentState.Running, AgentState.Error);
        From(AgentState.Finished, AgentState.Running, AgentState.Stopped, AgentState.Error);
        From(AgentState.Rejected, AgentState.Running, AgentState.Stopped, AgentState.Error);
        From(AgentState.Error, AgentState.Running, AgentState.Stopped);
        return next;

        void From(AgentState from, params AgentState[] to) => next[(int)from] = to;
    }
}
