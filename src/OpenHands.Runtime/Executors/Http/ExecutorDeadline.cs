namespace OpenHands;

/// <summary>Ends a call when its caller cancels, its executor is disposed, or its time is up, and tells which it was.</summary>
internal sealed class ExecutorDeadline : IDisposable
{
    // What a timer takes is a little more.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(24);

    private readonly CancellationToken _caller;
    private readonly CancellationToken _stopped;
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _any;
    private TimeSpan _time;

    /// <param name="time">How long the call may take.</param>
    /// <param name="timeProvider">Where time comes from.</param>
    /// <param name="stopped">Cancelled when the executor is disposed.</param>
    /// <param name="caller">The caller's own token.</param>
    public ExecutorDeadline(TimeSpan time, TimeProvider timeProvider, CancellationToken stopped, CancellationToken caller)
    {
        _caller = caller;
        _stopped = stopped;
        _time = time < s_longest ? time : s_longest;
        _timer = new CancellationTokenSource(_time, timeProvider);
        _any = CancellationTokenSource.CreateLinkedTokenSource(_timer.Token, stopped, caller);
    }

    public CancellationToken Token => _any.Token;

    public bool IsTimeUp => _timer.IsCancellationRequested;

    /// <summary>Gives the call so much time from now on.</summary>
    public void Restart(TimeSpan time)
    {
        _time = time;
        _timer.CancelAfter(time);
    }

    /// <summary>Why the token was cancelled, as an exception for the caller.</summary>
    /// <param name="host">Who did not answer.</param>
    /// <param name="what">What was asked.</param>
    /// <param name="exception">What the cancelled call threw.</param>
    public Exception Explain(string host, string what, Exception exception) =>
        _caller.IsCancellationRequested ? new OperationCanceledException($"{what} was cancelled.", exception, _caller)
        : _stopped.IsCancellationRequested ? new RuntimeUnavailableException($"The executor was stopped while it worked on this: {what}.", innerException: exception)
        : new RuntimeUnavailableException($"{host} did not answer within {_time}: {what}. It may hang, or the connection to it may be dead.", isTransient: true, exception);

    public void Dispose()
    {
        _any.Dispose();
        _timer.Dispose();
    }
}
