using System.Threading.Channels;

namespace OpenHands;

/// <summary>Does one thing after another, in the order they came, so that what they touch needs no locks.</summary>
/// <remarks>Safe to call from anywhere. Between two things, what follows from the first is settled.</remarks>
/// <param name="settle">Called after each of them; must not throw.</param>
/// <param name="fail">Gets what a thing threw that nobody waits for; must not throw.</param>
internal sealed class SerialLoop(Func<ValueTask> settle, Func<Exception, ValueTask> fail)
{
    // Bounded by who fills it: the subscription waits for each event, a step and a timer come once, and callers wait for their answer.
    private readonly Channel<Item> _inbox = Channel.CreateUnbounded<Item>(new UnboundedChannelOptions { SingleReader = true });
    private Task _running = Task.CompletedTask;

    public void Start()
    {
        // The loop belongs to nobody's request or activity.
        using var flow = ExecutionContext.SuppressFlow();
        _running = Task.Run(RunAsync);
    }

    /// <summary>Has something done; after the end of the loop, nothing.</summary>
    public void Post(Func<ValueTask> work) => _inbox.Writer.TryWrite(new Item(work, null));

    /// <summary>Has something done and waits until all that follows from it is settled.</summary>
    /// <exception cref="ObjectDisposedException">The loop has ended.</exception>
    public Task InvokeAsync(Func<ValueTask> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inbox.Writer.TryWrite(new Item(work, done))
            ? done.Task
            : Task.FromException(new ObjectDisposedException(nameof(AgentController), "The controller is disposed."));
    }

    /// <summary>Takes nothing more, does what has come, and ends.</summary>
    public Task StopAsync()
    {
        _inbox.Writer.TryComplete();
        return _running;
    }

    private async Task RunAsync()
    {
        await foreach (var item in _inbox.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            Exception? failure = null;
            try
            {
                await item.Work().ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                failure = exception;
                if (item.Done is null)
                {
                    await fail(exception).ConfigureAwait(false);
                }
            }

            await settle().ConfigureAwait(false);
            if (failure is null)
            {
                item.Done?.TrySetResult();
            }
            else
            {
                item.Done?.TrySetException(failure);
            }
        }
    }

    private readonly record struct Item(Func<ValueTask> Work, TaskCompletionSource? Done);
}
