namespace OpenHands;

/// <summary>One step of an agent, on its own task, beside the controller's loop: the decision and the analysis of the action.</summary>
internal sealed class AgentStep : IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Ends when the step has, and never fails.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the agent was paused or stopped meanwhile: what the step brings is not wanted.</summary>
    public bool IsAbandoned { get; private set; }

    /// <summary>What the agent decided; <see langword="null"/> when it failed, or decided nothing.</summary>
    public AgentAction? Action { get; private set; }

    /// <summary>What the analyzer said; <see langword="null"/> when none looked.</summary>
    public SecurityRisk? Risk { get; private set; }

    /// <summary>Why there is no action.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Begins a step.</summary>
    /// <param name="decide">What the agent does.</param>
    /// <param name="analyze">Judges an action that runs.</param>
    /// <param name="done">Called once, on the step's own task, when all is known.</param>
    public void Start(
        Func<CancellationToken, Task<AgentAction>> decide, Func<AgentAction, CancellationToken, Task<SecurityRisk?>> analyze, Action done) =>
        Completion = Task.Run(() => RunAsync(decide, analyze, done));

    /// <summary>Cancels the step; its result no longer counts. Returns at once.</summary>
    public void Abandon()
    {
        IsAbandoned = true;
        _ = _stop.CancelAsync();
    }

    /// <summary>Its result has been taken.</summary>
    public void Dispose() => _stop.Dispose();

    private async Task RunAsync(
        Func<CancellationToken, Task<AgentAction>> decide, Func<AgentAction, CancellationToken, Task<SecurityRisk?>> analyze, Action done)
    {
        try
        {
            Action = await decide(_stop.Token).ConfigureAwait(false);
            if (Action is { IsRunnable: true })
            {
                Risk = await analyze(Action, _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception)
        {
            Failure = exception;
        }

        done();
    }
}
