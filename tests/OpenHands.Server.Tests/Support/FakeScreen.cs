using System.Runtime.CompilerServices;
using System.Threading.Channels;
using OpenHands.Protocol;

namespace OpenHands.Server.Tests.Support;

/// <summary>A plugin whose screen shows what a test wants. Like a browser's, it keeps only the newest picture for each who watches.</summary>
internal sealed class FakeScreen : IRuntimePlugin, IScreenSource
{
    private readonly Lock _gate = new();
    private readonly List<Channel<ScreenFrame>> _watchers = [];
    private readonly List<TaskCompletionSource> _waiting = [];

    public string Name => "fake_screen";

    public IReadOnlyCollection<string> Actions => [];

    public string Documentation => "";

    public int Watchers
    {
        get
        {
            lock (_gate)
            {
                return _watchers.Count;
            }
        }
    }

    public void Show(ScreenFrame frame)
    {
        lock (_gate)
        {
            _watchers.ForEach(watcher => watcher.Writer.TryWrite(frame));
        }
    }

    /// <summary>Waits until so many watch.</summary>
    public async Task WaitForWatchersAsync(int count)
    {
        while (true)
        {
            var change = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_gate)
            {
                if (_watchers.Count == count)
                {
                    return;
                }

                _waiting.Add(change);
            }

            await change.Task.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    public async IAsyncEnumerable<ScreenFrame> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var channel = Channel.CreateBounded<ScreenFrame>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        Change(() => _watchers.Add(channel));
        try
        {
            await foreach (var frame in channel.Reader.ReadAllAsync(cancellationToken))
            {
                yield return frame;
            }
        }
        finally
        {
            Change(() => _watchers.Remove(channel));
        }
    }

    public void RegisterEventTypes(EventTypeRegistry types)
    {
    }

    public Task InitializeAsync(PluginContext context, CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<Observation> ExecuteAsync(AgentAction action, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Change(Action change)
    {
        TaskCompletionSource[] waiting;
        lock (_gate)
        {
            change();
            waiting = [.. _waiting];
            _waiting.Clear();
        }

        Array.ForEach(waiting, wait => wait.TrySetResult());
    }
}
