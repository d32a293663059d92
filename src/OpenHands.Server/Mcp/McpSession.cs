using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using OpenHands.Agents;
using OpenHands.Events;

namespace OpenHands.Server.Mcp;

/// <summary>One client of the protocol: its server, and the runtime, which is started when the first request wants it.</summary>
internal sealed class McpSession : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _closing = new();
    private readonly McpServices _services;
    private readonly ILogger _logger;
    private readonly McpServer _server;
    private readonly Task _serving;
    private EventStream? _events;
    private Task<Runtime>? _starting;
    private int _listeners;
    private bool _isClosed;

    public McpSession(McpServices services)
    {
        _services = services;
        _logger = services.LoggerFactory.CreateLogger<McpSession>();
        Transport = new StreamableHttpServerTransport(services.LoggerFactory) { SessionId = Id };
        var tools = services.Options.Tools?.Copy() ?? new AgentToolOptions();
        tools.LoggerFactory ??= services.LoggerFactory;
        var options = new McpServerOptions().UseRuntime(StartRuntimeAsync, tools, services.Time);
        _server = McpServer.Create(Transport, options, services.LoggerFactory, services.Provider);
        _serving = _server.RunAsync(_closing.Token);
    }

    /// <summary>What the client names it by. Whoever knows it, and the key, may use it, so it is written nowhere.</summary>
    public string Id { get; } = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>What its runtime, its record and the log call it.</summary>
    public string Name { get; } = $"mcp-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";

    /// <summary>Where requests go, and answers come from.</summary>
    public StreamableHttpServerTransport Transport { get; }

    /// <summary>The requests that are being answered, by what the client calls them.</summary>
    public ConcurrentDictionary<RequestId, McpAnswer> Answers { get; } = new();

    /// <summary>How many connections there are. Guarded by the table of sessions, like the next two.</summary>
    public int Leases { get; set; }

    /// <summary>Set while nobody asks or listens.</summary>
    public ITimer? IdleTimer { get; set; }

    /// <summary>Set once it is being closed.</summary>
    public Task? Closing { get; set; }

    // What fails may quote what only the stream knows to be secret.
    private ILogger Logger => _events?.Secrets.Mask(_logger) ?? _logger;

    /// <summary>Takes the one place for a client that listens.</summary>
    public bool TryListen() => Interlocked.CompareExchange(ref _listeners, 1, 0) == 0;

    /// <summary>Gives it back.</summary>
    public void StopListening() => Volatile.Write(ref _listeners, 0);

    /// <summary>Ends what runs, the runtime, and everything that waits for an answer.</summary>
    public async ValueTask DisposeAsync()
    {
        Task<Runtime>? starting;
        lock (_gate)
        {
            _isClosed = true;
            starting = _starting;
        }

        await _closing.CancelAsync();
        await SessionParts.DisposeAsync(Transport, Logger);
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await SessionParts.DisposeAsync(_server, Logger);
        if (starting is not null)
        {
            await ((Task)starting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await SessionParts.DisposeAsync(starting.IsCompletedSuccessfully ? await starting : null, Logger);
        }

        await SessionParts.DisposeAsync(_events, Logger);
        _closing.Dispose();
    }

    private Task<Runtime> StartRuntimeAsync()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            return _starting is null or { IsFaulted: true } or { IsCanceled: true } ? _starting = Task.Run(StartOnceAsync) : _starting;
        }
    }

    private async Task<Runtime> StartOnceAsync()
    {
        var began = _services.Time.GetTimestamp();

        // Kept where the server keeps its sessions: what a client did can be read afterwards.
        _events ??= await _services.Server.OpenStreamAsync(Name);
        var runtime = _services.Server.Runtimes.Create(_services.RuntimeName, Name, _events, _services.Plugins);
        try
        {
            await runtime.StartAsync(_closing.Token);
            McpLog.RuntimeStarted(Logger, Name, runtime.Name, _services.Time.GetElapsedTime(began));
            return runtime;
        }
        catch
        {
            await SessionParts.DisposeAsync(runtime, Logger);
            throw;
        }
    }
}
