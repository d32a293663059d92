using System.Net;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Abstractions;

namespace OpenHands.Execution.Host;

/// <summary>Serves an <see cref="ActionExecutor"/> over HTTP: the inside half of every backend whose sandbox is not this process.</summary>
/// <remarks>Safe by default: it listens on loopback or a private unix socket only, unless it was given a key.</remarks>
public sealed class ExecutorHost : IAsyncDisposable
{
    private const int MostConnections = 512;

    private readonly WebApplication _application;
    private readonly HostSandbox _sandbox;
    private readonly string? _unixSocket;
    private int _isDisposed;

    private ExecutorHost(WebApplication application, HostSandbox sandbox, Uri? url, string? unixSocket)
    {
        _application = application;
        _sandbox = sandbox;
        _unixSocket = unixSocket;
        Url = url;
    }

    /// <summary>Where it listens by TCP; <see langword="null"/> when it does not.</summary>
    public Uri? Url { get; }

    /// <summary>Why actions that could be there are not, by their words.</summary>
    internal IReadOnlyDictionary<string, string> Missing => _sandbox.Executor.Capabilities.Missing;

    /// <summary>Starts the shell and listens.</summary>
    /// <param name="options">Where, and what.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="RuntimeStartException">It cannot be started; the message says what to do.</exception>
    public static async Task<ExecutorHost> StartAsync(ExecutorHostOptions options, ILoggerFactory? loggerFactory = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        var address = ListenRules.Check(options);
        var sandbox = await HostSandbox.StartAsync(options, loggerFactory, cancellationToken).ConfigureAwait(false);
        WebApplication? application = null;
        try
        {
            var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ExecutorHost>();
            application = Build(options, address, new HostRouter(options, sandbox, logger));
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new ExecutorHost(application, sandbox, options.Port is null ? null : UrlOf(application), options.UnixSocket);
        }
        catch (Exception exception)
        {
            await sandbox.DisposeAsync().ConfigureAwait(false);
            if (application is not null)
            {
                await application.DisposeAsync().ConfigureAwait(false);
            }

            if (exception is IOException)
            {
                throw new RuntimeStartException($"The host cannot listen: {exception.Message} Choose another port or socket.", exception);
            }

            throw;
        }
    }

    /// <summary>Stops listening, and everything that was started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        await _sandbox.DisposeAsync().ConfigureAwait(false);
        using var atOnce = new CancellationTokenSource();
        await atOnce.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        if (_unixSocket is not null)
        {
            File.Delete(_unixSocket);
        }
    }

    private static WebApplication Build(ExecutorHostOptions options, IPAddress address, HostRouter router)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "openhands-executor", ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = MostConnections;
            limits.MaxConcurrentUpgradedConnections = MostConnections;

            // Bodies have limits of their own, for length and for standing still.
            limits.MaxRequestBodySize = null;
            limits.MinRequestBodyDataRate = null;
            limits.MinResponseDataRate = null;

            // Opening a connection may cost a process in the sandbox; an idle one costs little.
            limits.KeepAliveTimeout = TimeSpan.FromHours(12);
            if (options.Port is { } port)
            {
                kestrel.Listen(address, port);
            }

            if (options.UnixSocket is { } socket)
            {
                kestrel.ListenUnixSocket(socket);
            }
        });
        var application = builder.Build();
        application.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.Zero });
        application.Run(router.HandleAsync);
        return application;
    }

    private static Uri UrlOf(WebApplication application) =>
        new(((IApplicationBuilder)application).ServerFeatures.Get<IServerAddressesFeature>()!.Addresses.First(url => !url.Contains("unix:", StringComparison.Ordinal)));
}
