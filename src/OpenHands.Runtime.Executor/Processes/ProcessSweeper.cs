using System.Text;

namespace OpenHands.Execution.Processes;

/// <summary>Kills whatever still carries a marker in its environment, wherever in the process tree it went.</summary>
/// <remarks>Sweeps that are asked for together share one walk over <c>/proc</c>: closing a thousand shells costs a few walks, not a thousand.</remarks>
internal sealed class ProcessSweeper
{
    // A process can fork while we look; a fork bomb must not keep us for ever.
    private const int MaxRounds = 20;

    private readonly Lock _gate = new();
    private List<byte[]> _next = [];
    private Task<int>? _nextSweep;
    private Task _current = Task.CompletedTask;

    public static ProcessSweeper Shared { get; } = new();

    /// <summary>Kills every process that has the marker.</summary>
    /// <param name="marker">A whole <c>NAME=value</c>, unique enough to be nobody else's.</param>
    /// <returns>How many processes were killed for any of the markers of the same walk.</returns>
    public Task<int> KillAsync(string marker)
    {
        lock (_gate)
        {
            _next.Add(Encoding.UTF8.GetBytes(marker));
            if (_nextSweep is null)
            {
                _nextSweep = SweepAfterAsync(_current);
                _current = _nextSweep;
            }

            return _nextSweep;
        }
    }

    private async Task<int> SweepAfterAsync(Task previous)
    {
        // Leave the caller's lock, and let those that come at the same time join.
        await Task.Yield();
        await previous.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        List<byte[]> markers;
        lock (_gate)
        {
            markers = _next;
            _next = [];
            _nextSweep = null;
        }

        var killed = new HashSet<int>();
        for (var round = 0; round < MaxRounds; round++)
        {
            var found = ProcessTable.WithEnvironment(markers);
            if (found.TrueForAll(killed.Contains))
            {
                break;
            }

            foreach (var pid in found)
            {
                killed.Add(pid);
                ProcessTable.Signal(pid, Signal.Kill);
            }
        }

        return killed.Count;
    }
}
