using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace OpenHands.Agents.Mcp;

/// <summary>Tells a client every second how long its call has been at work, and the last line that it printed.</summary>
internal sealed class McpProgress : IAsyncDisposable
{
    private const int MostCharacters = 200;

    private static readonly TimeSpan s_pace = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly McpServer _server;
    private readonly ProgressToken _token;
    private readonly TimeProvider _time;
    private readonly long _began;
    private readonly PeriodicTimer _timer;
    private readonly Task _telling;
    private string _lastLines = "";

    public McpProgress(McpServer server, ProgressToken token, TimeProvider time)
    {
        _server = server;
        _token = token;
        _time = time;
        _began = time.GetTimestamp();
        _timer = new PeriodicTimer(s_pace, time);
        _telling = TellAsync();
    }

    /// <summary>Takes in what was printed.</summary>
    public void Add(OutputChunk chunk)
    {
        lock (_gate)
        {
            var text = _lastLines + chunk.Text;
            _lastLines = text.Length <= MostCharacters * 2 ? text : text[^(MostCharacters * 2)..];
        }
    }

    /// <summary>The call is over: nothing is told any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task TellAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            await _server.NotifyProgressAsync(
                _token, new ProgressNotificationValue { Progress = (float)_time.GetElapsedTime(_began).TotalSeconds, Message = LastLine() }).ConfigureAwait(false);
        }
    }

    private string LastLine()
    {
        lock (_gate)
        {
            var line = _lastLines.TrimEnd();
            line = line[(line.LastIndexOfAny(['\n', '\r']) + 1)..];
            return line.Length == 0 ? "running" : line.Length <= MostCharacters ? line : line[^MostCharacters..];
        }
    }
}
