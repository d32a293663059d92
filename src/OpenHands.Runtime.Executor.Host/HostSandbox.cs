using System.Diagnostics;
using System.Reflection;
using OpenHands.Protocol;

namespace OpenHands.Execution.Host;

/// <summary>The executor that is served, what is known of it, and its replacement by a fresh one.</summary>
internal sealed class HostSandbox : IAsyncDisposable
{
    private readonly ExecutorHostOptions _options;
    private readonly ActionExecutorOptions _executorOptions;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly SemaphoreSlim _replacing = new(1, 1);
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private readonly Lock _gate = new();
    private ExecutorSettings _settings = new();
    private ActionExecutor _executor;
    private long _lastEnd = Stopwatch.GetTimestamp();
    private int _executing;

    private HostSandbox(ExecutorHostOptions options, ActionExecutorOptions executorOptions, ILoggerFactory? loggerFactory, ActionExecutor executor)
    {
        _options = options;
        _executorOptions = executorOptions;
        _loggerFactory = loggerFactory;
        _executor = executor;
    }

    /// <summary>Names this life of the host.</summary>
    public string Instance { get; } = Guid.NewGuid().ToString("N");

    public ActionExecutor Executor => Volatile.Read(ref _executor);

    public string WorkingDirectory => _executorOptions.WorkspacePath;

    public string StateDirectory => _executorOptions.StateDirectory;

    public static async Task<HostSandbox> StartAsync(ExecutorHostOptions options, ILoggerFactory? loggerFactory, CancellationToken cancellationToken)
    {
        var executorOptions = new ActionExecutorOptions
        {
            WorkspacePath = Path.GetFullPath(options.WorkingDirectory),
            BashPath = options.BashPath,
            StateDirectory = options.StateDirectory ?? Path.Combine(Path.GetTempPath(), $"openhands-{Guid.NewGuid():N}"),
            OomScoreAdjustment = options.OomScoreAdjustment,
        };
        var executor = await ActionExecutor.StartAsync(executorOptions, loggerFactory, cancellationToken: cancellationToken).ConfigureAwait(false);
        return new HostSandbox(options, executorOptions, loggerFactory, executor);
    }

    /// <summary>Executes one action; notes when.</summary>
    public async Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _executing);
        try
        {
            var timed = action.Timeout is null ? action with { Timeout = _options.ActionTimeout } : action;
            return await Executor.ExecuteAsync(timed, onOutput, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Volatile.Write(ref _lastEnd, Stopwatch.GetTimestamp());
            Interlocked.Decrement(ref _executing);
        }
    }

    /// <summary>Changes settings, also those of executors to come.</summary>
    public void Configure(ExecutorSettings settings)
    {
        lock (_gate)
        {
            _settings = new ExecutorSettings
            {
                SoftTimeout = settings.SoftTimeout ?? _settings.SoftTimeout,
                MaxOutputBytes = settings.MaxOutputBytes ?? _settings.MaxOutputBytes,
                MaxOutputFileBytes = settings.MaxOutputFileBytes ?? _settings.MaxOutputFileBytes,
            };
            Apply(Executor);
        }
    }

    /// <summary>Stops everything that was started and begins with a fresh shell.</summary>
    public async Task ResetAsync()
    {
        await _replacing.WaitAsync().ConfigureAwait(false);
        try
        {
            await Executor.DisposeAsync().ConfigureAwait(false);
            var fresh = await ActionExecutor.StartAsync(_executorOptions, _loggerFactory).ConfigureAwait(false);
            lock (_gate)
            {
                Apply(fresh);
                Volatile.Write(ref _executor, fresh);
            }
        }
        finally
        {
            _replacing.Release();
        }
    }

    /// <summary>What is told to everybody, and the rest for those with the key.</summary>
    public ExecutorInfo Describe(bool isTrusted)
    {
        var idle = Volatile.Read(ref _executing) > 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(Volatile.Read(ref _lastEnd));
        var times = new ExecutorInfo(Stopwatch.GetElapsedTime(_startedAt).TotalSeconds, idle.TotalSeconds);
        var capabilities = Executor.Capabilities;
        return !isTrusted ? times : times with
        {
            Protocol = ExecutorProtocol.Version,
            Version = typeof(ExecutorHost).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            Instance = Instance,
            WorkingDir = WorkingDirectory,
            Username = Processes.AccountName.Current,
            Actions = [.. capabilities.Actions],
            Missing = new Dictionary<string, string>(capabilities.Missing),
            StateDirectory = capabilities.StateDirectory,
            MemoryBytes = Environment.WorkingSet,
            MemoryLimitBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            CpuSeconds = Environment.CpuUsage.TotalTime.TotalSeconds,
            CpuCount = Environment.ProcessorCount,
        };
    }

    public async ValueTask DisposeAsync()
    {
        await Executor.DisposeAsync().ConfigureAwait(false);
        _replacing.Dispose();
    }

    private void Apply(ActionExecutor executor) => executor.Configure(
        _settings.SoftTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, _settings.MaxOutputBytes, _settings.MaxOutputFileBytes);
}
