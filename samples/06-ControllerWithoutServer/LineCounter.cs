using OpenHands;

namespace ControllerWithoutServer;

/// <summary>An agent without a model: it writes a file, counts its lines, and finishes with the number.</summary>
/// <remarks>Like any agent it decides from the history alone, so it can be paused and go on, here or after a restart.</remarks>
internal sealed class LineCounter : IAgent
{
    public string Name => "line-counter";

    public IReadOnlyList<string> Plugins => [];

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default)
    {
        AgentAction next = history[^1] switch
        {
            MessageAction task => new FileWriteAction("notes.txt", string.Join('\n', task.Content.Split(' ')) + "\n") { Thought = "A line for each word." },
            FileWriteObservation => new CmdRunAction("wc -l < notes.txt") { Blocking = true, KeepPrompt = false, Thought = "Now count them." },
            CmdOutputObservation { Succeeded: true } count => new AgentFinishAction
            {
                Outputs = JsonPayload.Parse($$"""{"lines":{{int.Parse(count.Content)}}}"""),
                Thought = $"It has {count.Content} lines.",
            },
            UserRejectObservation => new MessageAction("Then what should I do?") { WaitForResponse = true },
            var other => new AgentRejectAction { Thought = $"I do not know how to go on after: {other.Message}" },
        };
        return Task.FromResult(next);
    }
}
