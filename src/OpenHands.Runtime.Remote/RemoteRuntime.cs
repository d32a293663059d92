using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Protocol;

namespace OpenHands.Remote;

/// <summary>Runs actions in a sandbox on another machine: on an executor host that runs there, or on one that a sandbox service starts.</summary>
/// <remarks>
/// Nothing is executed twice: see <see cref="HttpActionExecutor"/>. The host speaks plain HTTP; encryption is a proxy's or a tunnel's job, and
/// plain http:// to another machine is refused unless <see cref="RemoteRuntimeOptions.AllowInsecure"/> says otherwise. Certificates are verified.
/// </remarks>
public sealed partial class RemoteRuntime : Runtime
{
    private readonly RemoteRuntimeOptions _options;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly SandboxService? _service;
    private HttpActionExecutor? _executor;
    private string? _startedId;

    /// <summary>Prepares a runtime on a host that runs; <see cref="Runtime.StartAsync"/> connects.</summary>
    /// <param name="url">Where it is, such as <c>https://sandbox.example/</c>.</param>
    /// <param name="apiKey">The key that it was started with; <see langword="null"/> for one without.</param>
    /// <exception cref="ArgumentException">The address is wrong, or plain http to another machine.</exception>
    public RemoteRuntime(string url, string? apiKey = null)
        : this(new RemoteRuntimeOptions { Url = Parse(url), ApiKey = apiKey })
    {
    }

    /// <summary>Prepares a runtime; <see cref="Runtime.StartAsync"/> connects.</summary>
    /// <param name="options">Where it is and how it behaves.</param>
    /// <param name="events">The stream that records it, not disposed with it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public RemoteRuntime(RemoteRuntimeOptions options, EventStream? events = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : base(options, events, loggerFactory, timeProvider)
    {
        _options = options;
        _loggerFactory = loggerFactory;
        _service = options.Service is { } service ? new SandboxService(service, options.StartTimeout, Time) : null;
    }

    /// <inheritdoc />
    public override string Name => "remote";

    /// <summary>The working directory of the agent, as the sandbox sees it. Known when the runtime is ready; before, what was asked for.</summary>
    public override string WorkspacePath => _executor?.WorkspacePath ?? _options.Service?.WorkingDirectory ?? "/workspace";

    /// <summary>The name that the sandbox service gave the sandbox; <see langword="null"/> without a service, or before the start.</summary>
    public string? RuntimeId { get; private set; }

    /// <summary>Freezes the sandbox, through its service. Actions fail until <see cref="ResumeAsync"/>.</summary>
    /// <exception cref="InvalidOperationException">There is no service, or the runtime is not ready.</exception>
    /// <exception cref="RuntimeException">The service did not do it.</exception>
    public Task PauseAsync(CancellationToken cancellationToken = default) => Sandbox(out var id).PauseAsync(id, cancellationToken);

    /// <summary>Wakes a sandbox that <see cref="PauseAsync"/> froze.</summary>
    /// <exception cref="InvalidOperationException">There is no service, or the runtime is not ready.</exception>
    /// <exception cref="RuntimeException">The service did not do it.</exception>
    public Task ResumeAsync(CancellationToken cancellationToken = default) => Sandbox(out var id).ResumeAsync(id, cancellationToken);

    /// <inheritdoc />
    protected override async Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken)
    {
        var (url, key) = _service is null ? (_options.Url!, _options.ApiKey) : await StartSandboxAsync(_service, cancellationToken).ConfigureAwait(false);
        ReportStatus("connecting", $"Connecting to {url}.");
        _executor = await HttpActionExecutor.ConnectAsync(
            new HttpActionExecutorOptions
            {
                BaseAddress = url,
                ApiKey = key,
                Isolation = _options.Isolation ?? (url.IsLoopback ? IsolationLevel.None : IsolationLevel.Machine),
                ResetOnDispose = _service is null && !_options.LeaveRunning,
                StartTimeout = _options.StartTimeout,
                ReconnectTimeout = _options.ReconnectTimeout,
                Events = new EventSerializer(_options.EventTypes),
                SoftTimeout = _options.SoftTimeout,
                MaxOutputBytes = _options.MaxOutputBytes,
                MaxOutputFileBytes = _options.MaxOutputFileBytes,
            },
            _loggerFactory,
            Time,
            cancellationToken).ConfigureAwait(false);
        return _executor;
    }

    /// <inheritdoc />
    protected override async Task StopCoreAsync()
    {
        if (_service is null)
        {
            return;
        }

        using (_service)
        {
            // A start that failed is stopped at once, and perhaps once more by its owner.
            if (Interlocked.Exchange(ref _startedId, null) is { } id && !_options.LeaveRunning)
            {
                await GiveBackAsync(_service, id).ConfigureAwait(false);
            }
        }
    }

    private static Uri Parse(string url)
    {
        ArgumentException.ThrowIfNullOrEmpty(url);
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : throw new ArgumentException($"'{url}' is no address. Give one such as https://sandbox.example/.", nameof(url));
    }

    private async Task<(Uri Url, string Key)> StartSandboxAsync(SandboxService service, CancellationToken cancellationToken)
    {
        ReportStatus("starting_sandbox", $"Asking {_options.Service!.Url} for a sandbox of {_options.Service.Image}.");
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var started = await service.StartAsync($"openhands-{SessionId}-{Guid.NewGuid():N}", key, cancellationToken).ConfigureAwait(false);
        RuntimeId = _startedId = started.RuntimeId;
        if (!Uri.TryCreate(started.Url, UriKind.Absolute, out var url) || RemoteRuntimeOptions.WhyInvalid("url", url, _options.AllowInsecure) is not null)
        {
            throw new RuntimeStartException(
                $"The sandbox service gave an address that is not used: '{started.Url}' is no https address, nor a loopback one. Set AllowInsecure if plain http is meant.");
        }

        return (url, started.SessionApiKey ?? key);
    }

    private async Task GiveBackAsync(SandboxService service, string runtimeId)
    {
        try
        {
            await service.StopAsync(runtimeId, CancellationToken.None).ConfigureAwait(false);
        }
        catch (RuntimeException exception)
        {
            LogNotGivenBack(Logger, exception, runtimeId);
        }
    }

    private SandboxService Sandbox(out string runtimeId)
    {
        runtimeId = State == RuntimeState.Ready && _startedId is { } id
            ? id
            : throw new InvalidOperationException("Only a sandbox that a service started, and that is ready, can be paused and resumed.");
        return _service!;
    }

    [LoggerMessage(LogLevel.Warning, "The sandbox {RuntimeId} could not be given back to its service; it may still run.")]
    private static partial void LogNotGivenBack(ILogger logger, Exception exception, string runtimeId);
}
