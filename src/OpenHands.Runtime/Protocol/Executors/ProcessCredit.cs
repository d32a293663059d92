namespace OpenHands.Protocol;

/// <summary>How many bytes one side may still send before the other has read some. Safe for concurrent use.</summary>
/// <param name="initial">What may be sent at first.</param>
internal sealed class ProcessCredit(int initial)
{
    private readonly Lock _gate = new();
    private int _available = initial;
    private Exception? _closed;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>Waits until something may be sent, and takes some of it.</summary>
    /// <param name="most">Most bytes.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<int> TakeAsync(int most, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_closed is not null)
                {
                    throw new IOException(_closed.Message, _closed);
                }

                if (_available > 0)
                {
                    var taken = Math.Min(_available, most);
                    _available -= taken;
                    return taken;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Allows more, or gives back what was taken and not sent.</summary>
    public void Give(int bytes) => Change(() => _available += bytes);

    /// <summary>Fails whoever waits, and will.</summary>
    public void Close(Exception reason) => Change(() => _closed ??= reason);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = NewSignal();
        }

        changed.SetResult();
    }
}
