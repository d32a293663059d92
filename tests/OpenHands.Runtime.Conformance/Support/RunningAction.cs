using System.Text;

namespace OpenHands.Conformance;

/// <summary>An action that runs while a test goes on, and what it has printed so far.</summary>
public sealed class RunningAction : IAsyncDisposable
{
    private readonly CancellationTokenSource _leave;
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();
    private readonly List<OutputChunk> _chunks = [];
    private readonly List<(string Text, TaskCompletionSource Seen)> _awaited = [];
    private bool _hasEnded;
    private bool _isDisposed;

    /// <summary>Begins an action.</summary>
    internal RunningAction(Runtime runtime, AgentAction action, CancellationToken patience)
    {
        _leave = CancellationTokenSource.CreateLinkedTokenSource(patience);
        Completion = ReadAsync(runtime, action);
    }

    /// <summary>The observation that answered it.</summary>
    public Task<Observation> Completion { get; }

    /// <summary>The chunks of output so far.</summary>
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

    /// <summary>Waits until the output so far holds a text.</summary>
    /// <exception cref="InvalidOperationException">The action was answered before.</exception>
    public Task SeesAsync(string text)
    {
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _awaited.Add((text, seen));
            Look();
            if (_hasEnded)
            {
                GiveUp();
            }
        }

        return seen.Task.WaitAsync(_leave.Token);
    }

    /// <summary>Waits for the end of a shell command.</summary>
    public async Task<CmdOutputObservation> EndAsync()
    {
        var observation = await Completion;
        return observation as CmdOutputObservation ?? throw new InvalidOperationException(observation.Content);
    }

    /// <summary>Stops listening, which stops the action, and waits for its end.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        await _leave.CancelAsync();
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _leave.Dispose();
    }

    private async Task<Observation> ReadAsync(Runtime runtime, AgentAction action)
    {
        Observation? observation = null;
        try
        {
            await foreach (var update in runtime.StreamAsync(action, _leave.Token))
            {
                if (update is ExecutionUpdate.Completed completed)
                {
                    observation = completed.Observation;
                }
                else if (update is ExecutionUpdate.Output output)
                {
                    Add(output.Chunk);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                _hasEnded = true;
                GiveUp();
            }
        }

        return observation ?? throw new InvalidOperationException("The stream ended without an observation.");
    }

    private void Add(OutputChunk chunk)
    {
        lock (_gate)
        {
            _chunks.Add(chunk);
            _text.Append(chunk.Text);
            Look();
        }
    }

    private void Look()
    {
        var text = _text.ToString();
        foreach (var (awaited, seen) in _awaited)
        {
            if (text.Contains(awaited, StringComparison.Ordinal))
            {
                seen.TrySetResult();
            }
        }
    }

    private void GiveUp()
    {
        foreach (var (awaited, seen) in _awaited)
        {
            seen.TrySetException(new InvalidOperationException($"The action ended before '{awaited}' was seen; it printed: {_text}"));
        }
    }
}
