namespace OpenHands.Agents.Mcp;

/// <summary>Knows the calls that were given up and have not ended yet: what they started takes a moment to stop, and a client calls again at once.</summary>
internal sealed class CancelledCalls
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Task, CancellationToken> _running = [];

    /// <summary>Follows a call to its end.</summary>
    public async Task<T> TrackAsync<T>(Task<T> call, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _running.Add(call, cancellationToken);
        }

        try
        {
            return await call.ConfigureAwait(false);
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(call, out _);
            }
        }
    }

    /// <summary>Waits until those that were given up have ended, in whatever way.</summary>
    public async Task WaitForCancelledAsync()
    {
        Task[] ending;
        lock (_gate)
        {
            ending = [.. _running.Where(call => call.Value.IsCancellationRequested).Select(call => call.Key)];
        }

        await Task.WhenAll(ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
