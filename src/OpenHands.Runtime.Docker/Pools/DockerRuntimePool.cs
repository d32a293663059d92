using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Events;

namespace OpenHands.Docker;

/// <summary>Keeps some sandboxes started, so that a session gets one in milliseconds instead of waiting for a container.</summary>
/// <remarks>
/// All of them are made as the options say, mounts and account included. Each is claimed once and never comes back. They are looked after
/// once a minute; one that does not answer is replaced. Safe for concurrent calls.
/// </remarks>
public sealed partial class DockerRuntimePool : IAsyncDisposable, ISandboxSource
{
    private static readonly TimeSpan s_checkInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_checkTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_removeTime = TimeSpan.FromSeconds(30);

    private readonly DockerRuntimeOptions _options;
    private readonly RuntimeLogging _logging;
    private readonly ILogger _logger;
    private readonly SharedEngine _shared;
    private readonly Queue<WarmSandbox> _ready = new();
    private readonly HashSet<Task> _working = [];
    private readonly HashSet<Task> _starts = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationToken _stopped;
    private readonly Lock _lock = new();
    private bool _isLookedAfter;
    private bool _isDisposed;

    /// <summary>Prepares a pool; <see cref="StartAsync"/> fills it.</summary>
    /// <param name="options">What every sandbox is. Not changed afterwards. <see cref="RuntimeOptions.SessionId"/> does not matter.</param>
    /// <param name="size">How many are kept ready: 1 to 100.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    /// <exception cref="RuntimeStartException"><c>DOCKER_HOST</c> is no address.</exception>
    public DockerRuntimePool(DockerRuntimeOptions options, int size, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, 100);
        var verdict = new RuntimeOptionsValidator<DockerRuntimeOptions>().Validate(null, options);
        if (verdict.Failed)
        {
            throw new ArgumentException(verdict.FailureMessage, nameof(options));
        }

        Size = size;
        _options = options.For(options.SessionId);
        _logging = new RuntimeLogging(loggerFactory, timeProvider ?? TimeProvider.System);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<DockerRuntimePool>();
        _stopped = _stop.Token;
        _shared = SharedEngine.Open(EngineEndpoint.Find(options.Endpoint));
    }

    /// <summary>How many sandboxes it keeps ready.</summary>
    public int Size { get; }

    /// <summary>How many are ready now.</summary>
    public int Ready
    {
        get
        {
            lock (_lock)
            {
                return _ready.Count;
            }
        }
    }

    /// <summary>Fills the pool. Returns when all sandboxes are ready.</summary>
    /// <exception cref="RuntimeStartException">One could not be started; the message names the reason and the remedy. The others stay.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        _shared.KeepReaping(_options.Owner, _logging);
        LookAfter();
        Refill();
        Task[] starts;
        lock (_lock)
        {
            starts = [.. _starts];
        }

        await Task.WhenAll(starts).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Gives a session a sandbox: a ready one, or else a new one.</summary>
    /// <param name="sessionId">Name of the session; <see langword="null"/> for a random one.</param>
    /// <param name="events">The stream that records it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The runtime, started. The caller disposes it.</returns>
    /// <exception cref="RuntimeStartException">It could not be started; the message names the reason and the remedy.</exception>
    public async Task<DockerRuntime> ClaimAsync(string? sessionId = null, EventStream? events = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var runtime = new DockerRuntime(_options.For(sessionId ?? Guid.NewGuid().ToString("N")), this, events, _logging.Factory, _logging.Time);
        try
        {
            await runtime.StartAsync(cancellationToken).ConfigureAwait(false);
            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Removes the sandboxes that nobody claimed. Those that were claimed live on.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] working;
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            working = [.. _working];
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(working).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_ready.Select(RemoveAsync)).ConfigureAwait(false);
        _shared.Dispose();
        _stop.Dispose();
    }

    // A sandbox that somebody used may hold what others should not see.
    Task<bool> ISandboxSource.TryGiveBackAsync(Sandbox sandbox) => Task.FromResult(false);

    // Has another one made in place of what it gives.
    async Task<WarmSandbox?> ISandboxSource.TakeAsync(CancellationToken cancellationToken)
    {
        LookAfter();
        while (TryTake() is { } warm)
        {
            if (await AnswersAsync(warm, cancellationToken).ConfigureAwait(false))
            {
                _ = RefillAfterAsync(warm.Executor!.FirstAnswer);
                return warm;
            }

            await RemoveAsync(warm).ConfigureAwait(false);
        }

        Refill();
        return null;
    }

    private WarmSandbox? TryTake()
    {
        lock (_lock)
        {
            return _isDisposed || !_ready.TryDequeue(out var warm) ? null : warm;
        }
    }

    // Begins as many as are missing.
    private void Refill()
    {
        lock (_lock)
        {
            while (!_isDisposed && _ready.Count + _starts.Count < Size)
            {
                _starts.Add(Work(StartOneAsync));
            }
        }
    }

    private Task Work(Func<Task> work)
    {
        var task = Task.Run(work);
        _working.Add(task);
        _ = task.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;

        void Forget(Task done)
        {
            lock (_lock)
            {
                _working.Remove(done);
                _starts.Remove(done);
            }

            // Refilling is tried again with the next look, so its failure is told and no more.
            if (done.Exception?.InnerException is { } exception and not OperationCanceledException)
            {
                LogNotStarted(exception, Size);
            }
        }
    }
}
