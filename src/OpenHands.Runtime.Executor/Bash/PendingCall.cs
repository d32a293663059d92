namespace OpenHands.Execution.Bash;

/// <summary>A caller that waits for the running command.</summary>
internal sealed class PendingCall(long hardDeadline, long softDeadline, OutputChunker? chunker)
{
    private readonly TaskCompletionSource<CommandEnd> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the command has taken too long, as a timestamp.</summary>
    public long HardDeadline { get; } = hardDeadline;

    /// <summary>When the caller has waited long enough, as a timestamp.</summary>
    public long SoftDeadline { get; } = softDeadline;

    /// <summary>When we look next whether the command waits for input, as a timestamp.</summary>
    public long NextInputCheck { get; set; }

    /// <summary>Gets output as it comes, if the caller wants it.</summary>
    public OutputChunker? Chunker { get; } = chunker;

    public Task<CommandEnd> Answer => _answer.Task;

    public void SetAnswer(CommandEnd end)
    {
        Chunker?.Flush();
        _answer.TrySetResult(end);
    }
}
