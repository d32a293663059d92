namespace OpenHands;

/// <summary>Notices an agent that repeats itself without getting anywhere.</summary>
/// <remarks>
/// Looked at are the newest events of a history, without the user's words and null events. Commands count as equal when command and exit
/// code are, everything else when all fields are; ids and times never matter.
/// </remarks>
internal static class StuckDetector
{
    // No rule looks further back than six actions and six observations.
    private const int LongestPattern = 6;

    private static readonly string[] s_syntaxErrors =
    [
        "SyntaxError: unterminated string literal (detected at line",
        "SyntaxError: invalid syntax. Perhaps you forgot a comma?",
        "SyntaxError: incomplete input",
    ];

    /// <summary>Whether an agent is stuck.</summary>
    /// <param name="history">Its history.</param>
    /// <param name="afterId">Only events with a greater id count.</param>
    public static bool IsStuck(IReadOnlyList<AgentEvent> history, long afterId = long.MinValue)
    {
        var actions = new List<AgentAction>(LongestPattern);
        var observations = new List<Observation>(LongestPattern);
        Collect(history, afterId, actions, observations);
        return IsMonologue(history, afterId)
            || RepeatsItself(actions, observations)
            || RepeatsAnError(actions, observations)
            || Alternates(actions, observations);
    }

    // Newest first.
    private static void Collect(IReadOnlyList<AgentEvent> history, long afterId, List<AgentAction> actions, List<Observation> observations)
    {
        for (var i = history.Count - 1; i >= 0 && history[i].Id > afterId && (actions.Count < LongestPattern || observations.Count < LongestPattern); i--)
        {
            switch (history[i])
            {
                case MessageAction { Source: EventSource.User }:
                case NullAction or NullObservation:
                // Comes again when the user has answered.
                case IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation }:
                    break;
                case AgentAction action when actions.Count < LongestPattern:
                    actions.Add(action);
                    break;
                case Observation observation when observations.Count < LongestPattern:
                    observations.Add(observation);
                    break;
            }
        }
    }

    private static bool RepeatsItself(List<AgentAction> actions, List<Observation> observations) =>
        AllEqual(actions, 4) && AllEqual(observations, 4);

    // Errors may have different words; the same action brought three of them.
    private static bool RepeatsAnError(List<AgentAction> actions, List<Observation> observations)
    {
        if (actions.Count < 4 || observations.Count < 4 || !AllEqual(actions, 3))
        {
            return false;
        }

        var last = observations.Take(3).ToArray();
        return last.All(observation => observation is ErrorObservation)
            || (last.All(observation => observation is IPythonRunCellObservation)
                && last.Select(observation => SyntaxError(observation.Content)).Distinct().ToArray() is [{ } _]);
    }

    // The last line before those that the runtime adds in brackets, if it is one of the errors that agents cannot get out of.
    private static string? SyntaxError(string content)
    {
        var lines = content.TrimEnd().Split('\n');
        var last = Array.FindLastIndex(lines, line => !line.StartsWith("[Jupyter ", StringComparison.Ordinal));
        return last >= 0 && s_syntaxErrors.Any(error => lines[last].StartsWith(error, StringComparison.Ordinal)) ? lines[last] : null;
    }

    // Three times the same words with nothing seen in between. The user's words do not break a monologue.
    private static bool IsMonologue(IReadOnlyList<AgentEvent> history, long afterId)
    {
        MessageAction? said = null;
        var times = 0;
        for (var i = history.Count - 1; i >= 0 && times < 3 && history[i].Id > afterId; i--)
        {
            switch (history[i])
            {
                case MessageAction { Source: EventSource.User }:
                    break;
                case MessageAction message:
                    if (said is not null && said != message)
                    {
                        return false;
                    }

                    said = message;
                    times++;
                    break;
                case Observation and not NullObservation:
                    return false;
            }
        }

        return times == 3;
    }

    private static bool Alternates(List<AgentAction> actions, List<Observation> observations) =>
        Alternates(actions) && Alternates(observations);

    private static bool Alternates<T>(List<T> newestFirst)
        where T : AgentEvent =>
        newestFirst.Count >= LongestPattern
        && Enumerable.Range(0, LongestPattern - 2).All(i => AreSame(newestFirst[i], newestFirst[i + 2]));

    private static bool AllEqual<T>(List<T> newestFirst, int count)
        where T : AgentEvent =>
        newestFirst.Count >= count && newestFirst.Take(count).All(agentEvent => AreSame(agentEvent, newestFirst[0]));

    private static bool AreSame(AgentEvent one, AgentEvent other) => (one, other) switch
    {
        (CmdOutputObservation a, CmdOutputObservation b) => a.Command == b.Command && a.ExitCode == b.ExitCode,
        _ => one == other,
    };
}
