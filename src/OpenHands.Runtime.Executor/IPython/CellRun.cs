namespace OpenHands.Execution.IPython;

/// <summary>A cell in the kernel. It is over when its reply has come <em>and</em> the kernel has told that it is idle again.</summary>
/// <remarks>
/// The two come on different sockets, in any order, and output comes on the second's. An interrupt can swallow the reply; then the answers to
/// a later request, which come on the same two sockets, show that it will not come any more.
/// </remarks>
internal sealed class CellRun(string id)
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<CellStatus> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasReply;
    private bool _isIdle;

    /// <summary>The request's.</summary>
    public string Id { get; } = id;

    /// <summary>Of the later request.</summary>
    public string? FenceId { get; set; }

    /// <summary>Whether it raised something.</summary>
    public bool HasFailed { get; set; }

    /// <summary>Whether one of the two signs is there and the other is not.</summary>
    public bool IsHalfOver => _hasReply != _isIdle;

    /// <summary>Completes when the kernel has begun with it: an interrupt that came before would be ignored.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Completes when it is over, or the kernel is.</summary>
    public Task<CellStatus> Ended => _ended.Task;

    public void SetBegun() => _begun.TrySetResult();

    public void SetReply(string? status)
    {
        if (!_hasReply)
        {
            _hasReply = true;
            HasFailed |= status is not (null or "ok");
            EndIfOver();
        }
    }

    public void SetIdle()
    {
        _isIdle = true;
        EndIfOver();
    }

    public void SetKernelEnded() => End(CellStatus.KernelEnded);

    private void EndIfOver()
    {
        if (_hasReply && _isIdle)
        {
            End(HasFailed ? CellStatus.Failed : CellStatus.Completed);
        }
    }

    private void End(CellStatus status)
    {
        _begun.TrySetResult();
        _ended.TrySetResult(status);
    }
}
