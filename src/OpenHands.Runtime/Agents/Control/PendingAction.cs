namespace OpenHands;

/// <summary>The action that the agent waits for: for its observation, or for the user's consent.</summary>
internal sealed class PendingAction : IDisposable
{
    private readonly ITimer? _deadline;

    private PendingAction(AgentAction published, AgentAction original, ITimer? deadline)
    {
        Published = published;
        Original = original;
        _deadline = deadline;
    }

    /// <summary>The event on the stream.</summary>
    public AgentAction Published { get; }

    /// <summary>The action before secrets were masked.</summary>
    public AgentAction Original { get; }

    public long Id => Published.Id;

    public bool AwaitsConfirmation => Published is IConfirmable { IsConfirmed: ConfirmationStatus.AwaitingConfirmation };

    /// <summary>Waits for an observation, but not for ever.</summary>
    public static PendingAction WithDeadline(AgentAction published, AgentAction original, TimeSpan limit, TimeProvider time, Action<long> expired) =>
        new(published, original, time.CreateTimer(_ => expired(published.Id), null, limit, Timeout.InfiniteTimeSpan));

    /// <summary>Waits for the user, who may take as long as it takes.</summary>
    public static PendingAction WithoutDeadline(AgentAction published, AgentAction original) => new(published, original, null);

    /// <summary>Whether an observation is its answer. A runtime answers what awaits confirmation with a null observation, which says nothing.</summary>
    public bool IsAnsweredBy(Observation observation) =>
        observation.Cause == Id && !AwaitsConfirmation;

    public void Dispose() => _deadline?.Dispose();
}
