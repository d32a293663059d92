namespace OpenHands;

/// <summary>An action between its publication and its answer.</summary>
internal sealed class RunningAction : IDisposable
{
    private readonly ActionInterrupts _interrupts;
    private readonly CancellationTokenSource _stop;
    private volatile bool _isInterrupted;

    public RunningAction(ActionInterrupts interrupts, long id, CancellationToken cancellationToken)
    {
        _interrupts = interrupts;
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Id = id;
        Token = _stop.Token;
    }

    /// <summary>Id of its event.</summary>
    public long Id { get; }

    /// <summary>Cancelled by its caller or by <see cref="Interrupt"/>.</summary>
    public CancellationToken Token { get; }

    /// <summary>Whether somebody else than its caller stopped it.</summary>
    public bool IsInterrupted => _isInterrupted;

    /// <summary>Stops it; what is then called runs on another thread. Only while it is not disposed.</summary>
    public void Interrupt()
    {
        _isInterrupted = true;
        _ = _stop.CancelAsync();
    }

    /// <summary>It is answered.</summary>
    public void Dispose()
    {
        _interrupts.End(this);
        _stop.Dispose();
    }
}
