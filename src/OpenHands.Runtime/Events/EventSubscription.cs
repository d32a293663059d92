using Microsoft.Extensions.Logging;

namespace OpenHands.Events;

/// <summary>A handler that gets every event of a stream, one after the other in id order, on a task of its own.</summary>
/// <remarks>
/// A handler that throws is logged and counted, and gets the next event. A slow handler delays nobody else and loses nothing.
/// Disposing ends the subscription; so does disposing the stream, after the handler has had every event.
/// </remarks>
public sealed partial class EventSubscription : IAsyncDisposable
{
    // Set for whatever runs inside a handler, so that a handler that disposes its own subscription does not wait for itself.
    private static readonly AsyncLocal<EventSubscription?> Current = new();

    private readonly CancellationTokenSource _stop = new();
    private readonly Func<AgentEvent, CancellationToken, ValueTask> _handler;
    private readonly ILogger _logger;
    private long _deliveredId;
    private int _failures;
    private Exception? _lastFailure;

    internal EventSubscription(string name, Func<AgentEvent, CancellationToken, ValueTask> handler, ILogger logger)
    {
        Name = name;
        _handler = handler;
        _logger = logger;
        Completion = Task.CompletedTask;
    }

    /// <summary>What the subscriber calls itself. Unique among the stream's present subscriptions.</summary>
    public string Name { get; }

    /// <summary>Id of the last event that the handler is done with, failed or not. Before the first one, the id before it.</summary>
    public long DeliveredId => Interlocked.Read(ref _deliveredId);

    /// <summary>How many events the handler has thrown on.</summary>
    public int Failures => Volatile.Read(ref _failures);

    /// <summary>What the handler threw last; <see langword="null"/> when it never did.</summary>
    public Exception? LastFailure => Volatile.Read(ref _lastFailure);

    /// <summary>
    /// Ends when the subscription does, whether disposed or at the end of the stream, and the handler has returned. Fails with an
    /// <see cref="EventStoreException"/> when events could not be read from the store.
    /// </summary>
    public Task Completion { get; private set; }

    /// <summary>Ends the subscription and waits for the handler, unless it is the handler that asks. May be called twice.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        if (Current.Value != this)
        {
            await Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal void Start(Follower follower, long fromId, Action<EventSubscription> ended)
    {
        _deliveredId = fromId - 1;

        // The handler belongs to the subscription, not to the request or activity in which somebody happened to subscribe.
        using var flow = ExecutionContext.SuppressFlow();
        Completion = Task.Run(() => RunAsync(follower, ended));
    }

    private async Task RunAsync(Follower follower, Action<EventSubscription> ended)
    {
        Current.Value = this;
        try
        {
            await foreach (var agentEvent in follower.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                await HandleAsync(agentEvent).ConfigureAwait(false);
                Interlocked.Exchange(ref _deliveredId, agentEvent.Id);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed.
        }
        catch (Exception exception)
        {
            LogEnded(exception, Name, DeliveredId);
            throw;
        }
        finally
        {
            ended(this);
        }
    }

    private async ValueTask HandleAsync(AgentEvent agentEvent)
    {
        try
        {
            await _handler(agentEvent, _stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception)
        {
            Interlocked.Increment(ref _failures);
            Volatile.Write(ref _lastFailure, exception);
            LogFailed(exception, Name, agentEvent.Id);
        }
    }

    [LoggerMessage(LogLevel.Error, "Subscriber {Name} failed on event {Id} and goes on with the next.")]
    private partial void LogFailed(Exception exception, string name, long id);

    [LoggerMessage(LogLevel.Error, "Subscriber {Name} ended after event {Id}: the events that follow cannot be read.")]
    private partial void LogEnded(Exception exception, string name, long id);
}
