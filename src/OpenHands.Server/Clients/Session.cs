using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace OpenHands.Server.Clients;

/// <summary>One client's connection to a session.</summary>
/// <remarks>
/// Events are read from the session's stream at the pace of the client: what it has yet to get waits in the stream's bounded queue, beyond that in the
/// store. Frames that belong between events wait for those. Extension frames wait in a bounded queue of their own and are left out when it is full. A client
/// that takes nothing in for <see cref="ServerOptions.SendTimeout"/>, or has not got the rest of a closed session by then, is disconnected; no event is ever
/// left out.
/// </remarks>
internal sealed partial class Session : IDisposable
{
    private const int ExtensionCapacity = 256;

    private static long s_last;

    private readonly AgentSession _owner;
    private readonly WebSocket _socket;
    private readonly ClientRequest _request;
    private readonly ServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _gone;
    private readonly TaskCompletionSource _isReplayed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<byte[]> _extensions;
    private readonly FrameHandler _handler;
    private readonly ScreenWatch? _screen;
    private int _isLost;
    private volatile string _reason = "it left";

    public Session(AgentSession owner, WebSocket socket, ClientRequest request, Func<string, string?> sessionOfToken)
    {
        _owner = owner;
        _socket = socket;
        _request = request;
        _options = owner.Services.Options;
        _time = owner.Services.Time;
        _gone = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        _logger = owner.CreateLogger<Session>();
        _handler = new FrameHandler(owner, this, sessionOfToken);
        _screen = Wants(ClientFeatures.Screen) ? new ScreenWatch(owner, this) : null;
        _extensions = Channel.CreateBounded<byte[]>(
            new BoundedChannelOptions(ExtensionCapacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropWrite },
            _ => owner.Services.Telemetry.FramesMissed.Add(1));
    }

    /// <summary>A number for the log.</summary>
    public long Number { get; } = Interlocked.Increment(ref s_last);

    /// <summary>Whether the client asked for a feature. Everybody wants <see cref="ClientFeatures.None"/>.</summary>
    public bool Wants(ClientFeatures feature) => (_request.Features & feature) == feature;

    /// <summary>Offers a frame that is no event. Never waits; a client that lags behind misses it.</summary>
    public void Post(byte[] utf8) => _extensions.Writer.TryWrite(utf8);

    /// <summary>Tells the client that the connection is there, if it wants to know. Never waits.</summary>
    public void Beat()
    {
        if (Wants(ClientFeatures.Alive))
        {
            Post(ServerFrames.Alive(_options.KeepAliveInterval));
        }
    }

    /// <summary>Begins or ends watching the screen.</summary>
    /// <returns>Whether the client asked for that feature.</returns>
    public bool TryWatchScreen(bool isWatching)
    {
        _screen?.Set(isWatching);
        return _screen is not null;
    }

    /// <summary>Serves the client until it leaves, is lost, or the session closes.</summary>
    /// <param name="firstFrames">What it is sent before anything else.</param>
    public async Task RunAsync(IEnumerable<byte[]> firstFrames)
    {
        SessionLog.Connected(_logger, _owner.Id, Number, _request.FromId);
        _owner.Services.Telemetry.Clients.Add(1);
        _owner.Attach(this);
        try
        {
            foreach (var frame in firstFrames)
            {
                await SendAsync(frame);
            }

            await ServeAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or TimeoutException or IOException)
        {
            _socket.Abort();
        }
        finally
        {
            _owner.Detach(this);
            _owner.Services.Telemetry.Clients.Add(-1);
            SessionLog.Disconnected(_logger, _owner.Id, Number, _reason);
        }
    }

    /// <summary>Gives the client up, as it does not answer any more. Never waits.</summary>
    public void Lose() => Lose("it did not answer");

    private void Lose(string reason)
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _reason = reason;
            _owner.Services.Telemetry.ClientsDropped.Add(1);
            _socket.Abort();
        }
    }

    /// <summary>Gives the client a limited time to take in what the session has said, which is closed. Never waits.</summary>
    public void End()
    {
        try
        {
            _gone.CancelAfter(_options.SendTimeout);
        }
        catch (ObjectDisposedException)
        {
            // It has left.
        }
    }

    public void Dispose()
    {
        _handler.Dispose();
        _sending.Dispose();
        _gone.Dispose();
    }

    private async Task ServeAsync()
    {
        var events = SendEventsAsync();
        var extensions = SendExtensionsAsync();
        var notices = SendNoticesAsync();
        var handling = HandleFramesAsync();
        var receiving = ReceiveFramesAsync();
        var screen = _screen?.RunAsync(_gone.Token) ?? Task.CompletedTask;
        try
        {
            var first = await Task.WhenAny(events, extensions, notices, handling, receiving);
            if (first == events && events.IsCompletedSuccessfully)
            {
                _reason = "the session was closed";
                await SendLastNoticesAsync(notices);
                await SayGoodbyeAsync(WebSocketCloseStatus.EndpointUnavailable, "The session was closed.");
                await receiving.WaitAsync(s_goodbyeTimeout, _time);
            }
            else if (first == receiving && receiving.IsCompletedSuccessfully)
            {
                await SayGoodbyeAsync(WebSocketCloseStatus.NormalClosure, null);
            }
        }
        finally
        {
            _socket.Abort();
            await _gone.CancelAsync();
            _isReplayed.TrySetCanceled();
            foreach (var task in (Task[])[events, extensions, notices, handling, receiving, screen])
            {
                await EndAsync(task);
            }
        }
    }

    private async Task EndAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException)
        {
            // Lost or gone; said already.
        }
        catch (Exception exception)
        {
            SessionLog.ClientFailed(_logger, exception, _owner.Id, Number);
        }
    }
}
