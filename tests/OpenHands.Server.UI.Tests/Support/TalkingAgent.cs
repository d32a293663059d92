namespace OpenHands.Server.UI.Tests.Support;

/// <summary>Says something in pieces, and is not done until the test says so.</summary>
internal sealed class TalkingAgent(params string[] pieces) : IAgent
{
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Name => "talking";

    public IReadOnlyList<string> Plugins => [];

    /// <summary>Why it says nothing yet; with one, it says the rest when it finishes.</summary>
    public string? Delay { get; init; }

    public void Finish() => _finished.SetResult();

    public Task<AgentAction> StepAsync(IReadOnlyList<AgentEvent> history, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public async Task<AgentAction> StepAsync(AgentContext context, CancellationToken cancellationToken = default)
    {
        if (Delay is not null)
        {
            context.ReportDelay(Delay);
            await _finished.Task.WaitAsync(cancellationToken);
        }

        foreach (var piece in pieces)
        {
            context.ReportText(piece);
        }

        await _finished.Task.WaitAsync(cancellationToken);
        return new AgentFinishAction { Thought = string.Concat(pieces) };
    }
}
