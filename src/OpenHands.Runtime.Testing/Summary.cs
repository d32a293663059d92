namespace OpenHands.Testing;

/// <summary>Actions and observations in one line each, for the messages of failed tests.</summary>
internal static class Summary
{
    private const int LongestText = 200;

    public static string Of(AgentAction action) => action switch
    {
        CmdRunAction { IsInput: true } run => $"input {Quote(run.Command)}",
        CmdRunAction run => $"run {Quote(run.Command)}",
        IPythonRunCellAction cell => $"run_ipython {Quote(cell.Code)}",
        FileReadAction read => $"read {Quote(read.Path)}{Lines(read.Start, read.End)}",
        FileWriteAction write => $"write {Quote(write.Path)}{Lines(write.Start, write.End)}",
        _ => $"{action.ActionType} {Quote(action.Message)}",
    };

    public static string Of(SandboxCommand command) => $"program {Quote(string.Join(' ', command.Arguments.Prepend(command.Program)))}";

    public static string Of(Observation observation) => observation switch
    {
        CmdOutputObservation { Status: CommandStatus.Completed } run => $"exit code {run.ExitCode}{Content(run)}",
        CmdOutputObservation run => $"{run.Status}, exit code {run.ExitCode}{Content(run)}",
        _ => $"{observation.ObservationType}{Content(observation)}",
    };

    public static string Of(RecordedCall call) =>
        call.Observation is { } observation ? Of(observation)
        : call.Failure is { } failure ? $"{failure.GetType().Name}: {Shorten(failure.Message.Split('\n')[0])}"
        : "still running";

    public static string Of(AgentEvent happened) => happened switch
    {
        AgentAction action => Of(action),
        Observation observation => $"→ {Of(observation)}",
        _ => happened.Message,
    };

    /// <summary>The calls, one a line and numbered, or a sentence when there are none.</summary>
    public static string Of(IReadOnlyList<RecordedCall> calls) => calls.Count == 0
        ? "It has run nothing."
        : string.Join('\n', calls.Select((call, index) => $"  {index + 1}. {call}").Prepend($"It has run {calls.Count}:"));

    public static string Quote(string text) => $"\"{Shorten(Escape(text))}\"";

    public static string Escape(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\0", "\\0", StringComparison.Ordinal);

    private static string Shorten(string text) => text.Length <= LongestText ? text : $"{text[..LongestText]}…";

    private static string Content(Observation observation) => observation.Content.Length == 0 ? "" : $", {Quote(observation.Content)}";

    private static string Lines(int start, int end) => (start, end) is (0, -1) ? "" : $" lines {start} to {end}";
}
