using System.Buffers;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Clients;

/// <summary>Sends one client what the screen of its session's runtime shows, for as long as it watches.</summary>
/// <remarks>The screen is read at the client's pace, and keeps nothing but the newest picture for who is slow.</remarks>
internal sealed class ScreenWatch
{
    // Pages may have their whole content in their address.
    private const int LongestUrl = 2048;

    private readonly AgentSession _owner;
    private readonly Session _client;
    private readonly ILogger _logger;

    // The last wish counts.
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    public ScreenWatch(AgentSession owner, Session client)
    {
        _owner = owner;
        _client = client;
        _logger = owner.CreateLogger<ScreenWatch>();
        Set(true);
    }

    /// <summary>Begins or ends watching.</summary>
    public void Set(bool isWatching) => _wishes.Writer.TryWrite(isWatching);

    /// <summary>Does as the client wishes until it is gone.</summary>
    public async Task RunAsync(CancellationToken gone)
    {
        while (true)
        {
            while (!await _wishes.Reader.ReadAsync(gone))
            {
            }

            using var stop = CancellationTokenSource.CreateLinkedTokenSource(gone);
            var showing = ShowAsync(stop.Token);
            try
            {
                while (await _wishes.Reader.ReadAsync(gone))
                {
                }
            }
            finally
            {
                await stop.CancelAsync();
                await showing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task ShowAsync(CancellationToken stop)
    {
        try
        {
            var runtime = await _owner.RuntimeReady.WaitAsync(stop);
            if (runtime.FindPlugin<IScreenSource>() is { } source)
            {
                await ShowAsync(source, stop);
            }
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or WebSocketException or TimeoutException or ObjectDisposedException))
        {
            SessionLog.ScreenLost(_logger, exception, _owner.Id);
        }
    }

    private async Task ShowAsync(IScreenSource source, CancellationToken stop)
    {
        var buffer = new ArrayBufferWriter<byte>();
        await foreach (var frame in source.WatchAsync(stop))
        {
            var url = frame.Url.Length > LongestUrl ? frame.Url[..LongestUrl] + "…" : frame.Url;
            ServerFrames.WriteScreen(buffer, frame, _owner.Events.Secrets.Mask(url));
            await _client.SendAsync(buffer.WrittenMemory);
            buffer.ResetWrittenCount();
        }
    }
}
