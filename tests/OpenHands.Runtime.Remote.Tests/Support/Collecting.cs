namespace OpenHands.Remote.Tests;

/// <summary>What an action printed so far, and a way to wait for it.</summary>
internal sealed class Collecting
{
    private readonly Lock _gate = new();
    private readonly List<OutputChunk> _chunks = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];

    public IReadOnlyList<OutputChunk> Chunks
    {
        get
        {
            lock (_gate)
            {
                return [.. _chunks];
            }
        }
    }

    public void Add(OutputChunk chunk)
    {
        lock (_gate)
        {
            _chunks.Add(chunk);
            foreach (var (text, seen) in _awaited)
            {
                if (string.Concat(_chunks.Select(each => each.Text)).Contains(text, StringComparison.Ordinal))
                {
                    seen.TrySetResult();
                }
            }
        }
    }

    /// <summary>Must be called before the action begins.</summary>
    public Task Sees(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((text, seen));
        }

        return seen.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }
}
