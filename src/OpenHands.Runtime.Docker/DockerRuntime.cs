using Microsoft.Extensions.Logging;
using OpenHands.Events;

namespace OpenHands.Docker;

/// <summary>Runs actions in a container: any Linux image with bash, with no port published and, unless asked otherwise, no capability.</summary>
/// <remarks>
/// <para>
/// The executor is put into the container and reached by its socket there, directly or through the engine, so it works without a network. What
/// the container may do is said by <see cref="DockerRuntimeOptions.Profile"/> and the limits beside it; <c>docs/security.md</c> says what that does and does not
/// keep apart.
/// </para>
/// <para>When the program ends without stopping the runtime, the next program of the same <see cref="DockerRuntimeOptions.Owner"/> removes the container.</para>
/// </remarks>
public sealed partial class DockerRuntime : Runtime
{
    private const int MostAttempts = 20;
    private static readonly TimeSpan s_stopTime = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_longestWithoutName = TimeSpan.FromSeconds(1);

    private readonly DockerRuntimeOptions _options;
    private readonly ISandboxSource? _source;
    private readonly RuntimeLogging _logging;
    private SharedEngine? _shared;
    private Sandbox? _sandbox;
    private bool _isOurs;
    private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _naming = Task.CompletedTask;

    /// <summary>Prepares a runtime; <see cref="Runtime.StartAsync"/> starts it.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for the defaults.</param>
    /// <param name="events">The stream that records it, not disposed with it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public DockerRuntime(
        DockerRuntimeOptions? options = null, EventStream? events = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : this(options ?? new DockerRuntimeOptions(), source: null, events, loggerFactory, timeProvider)
    {
    }

    internal DockerRuntime(DockerRuntimeOptions options, ISandboxSource? source, EventStream? events, ILoggerFactory? loggerFactory, TimeProvider? timeProvider)
        : base(options, events, loggerFactory, timeProvider)
    {
        _options = options;
        _source = source;
        _logging = new RuntimeLogging(loggerFactory, Time);
    }

    /// <inheritdoc />
    public override string Name => "docker";

    /// <inheritdoc />
    public override string WorkspacePath => _sandbox?.WorkspacePath ?? _options.SandboxWorkspacePath;

    /// <summary>The id of the container; <see langword="null"/> before there is one.</summary>
    public string? ContainerId => _sandbox?.Id;

    private Sandbox ReadySandbox
    {
        get
        {
            // Throws, with what to do, unless the runtime is ready.
            _ = Capabilities;
            return _sandbox!;
        }
    }

    /// <summary>Freezes every process of the sandbox; it then takes memory, but no processor time. Actions fail until <see cref="ResumeAsync"/>.</summary>
    /// <remarks>The time that a command may take goes on meanwhile.</remarks>
    /// <exception cref="InvalidOperationException">The runtime is not ready.</exception>
    /// <exception cref="RuntimeUnavailableException">The engine or the container is not there.</exception>
    public async Task PauseAsync(CancellationToken cancellationToken = default)
    {
        var sandbox = ReadySandbox;
        sandbox.IsPaused = true;
        try
        {
            await ChangeAsync(sandbox, isAlreadySo: state => state.IsPaused, token => sandbox.Engine.PauseContainerAsync(sandbox.Id, token), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            sandbox.IsPaused = false;
            throw;
        }
    }

    /// <summary>Lets a paused sandbox go on where it was.</summary>
    /// <exception cref="InvalidOperationException">The runtime is not ready.</exception>
    /// <exception cref="RuntimeUnavailableException">The engine or the container is not there.</exception>
    public async Task ResumeAsync(CancellationToken cancellationToken = default)
    {
        var sandbox = ReadySandbox;
        await ChangeAsync(sandbox, isAlreadySo: state => state.IsRunning, token => sandbox.Engine.UnpauseContainerAsync(sandbox.Id, token), cancellationToken).ConfigureAwait(false);
        sandbox.IsPaused = false;
    }

    /// <inheritdoc />
    protected override async Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken)
    {
        _shared = SharedEngine.Open(EngineEndpoint.Find(_options.Endpoint));
        _shared.KeepReaping(_options.Owner, _logging);
        if (_source is not null && !_options.AttachToExisting && await _source.TakeAsync(cancellationToken).ConfigureAwait(false) is { } warm)
        {
            (_sandbox, _isOurs) = (warm.Sandbox, true);
            _naming = NameAsync(warm);
            return warm.Executor ?? await SandboxExecutor.ConnectAsync(warm.Sandbox, _options, _logging, cancellationToken).ConfigureAwait(false);
        }

        var start = new SandboxStart(_shared, _options, ReportStatus, Time);
        _sandbox = _options.AttachToExisting ? await start.ExistingAsync(cancellationToken).ConfigureAwait(false) : null;
        if (_sandbox is null)
        {
            var imageId = await SandboxImage.EnsureAsync(_shared, _options, ReportStatus, Time, cancellationToken).ConfigureAwait(false);
            _sandbox = await start.NewAsync(SandboxSpec.NameOf(SessionId), imageId, cancellationToken).ConfigureAwait(false);
            _isOurs = true;
        }

        return await SandboxExecutor.ConnectAsync(_sandbox, _options, _logging, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override async Task StopCoreAsync()
    {
        // After a start that failed it is called again with the stop.
        if (Interlocked.Exchange(ref _shared, null) is not { } shared)
        {
            return;
        }

        if (_sandbox is { } sandbox)
        {
            _stopping.TrySetResult();
            await _naming.ConfigureAwait(false);
            var isWanted = State == RuntimeState.Failed ? !_isOurs : _options.KeepOnStop;
            if (!isWanted && !(_source is not null && await _source.TryGiveBackAsync(sandbox).ConfigureAwait(false)))
            {
                await RemoveAsync(sandbox).ConfigureAwait(false);
            }
        }

        shared.Dispose();
    }

    private static async Task ChangeAsync(Sandbox sandbox, Predicate<ContainerState> isAlreadySo, Func<CancellationToken, Task> change, CancellationToken cancellationToken)
    {
        for (var attempts = 0; ; attempts++)
        {
            try
            {
                await change(cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (EngineException exception)
            {
                var state = exception.Failure == EngineFailure.Unreachable
                    ? null
                    : await sandbox.Engine.InspectContainerAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
                if (state is not null && isAlreadySo(state))
                {
                    return;
                }

                // Right after one change the engine may refuse the next, though the container is as it should be.
                if (attempts == MostAttempts || exception.Failure is not (EngineFailure.Conflict or EngineFailure.Other) || state is not { IsRunning: true } and not { IsPaused: true })
                {
                    throw new RuntimeUnavailableException(
                        $"Container {sandbox.Name} could not be paused or resumed by the engine at {sandbox.Engine.Endpoint}: {exception.Message}",
                        exception.Failure == EngineFailure.Unreachable,
                        exception);
                }
            }
        }
    }

    // Attaching by the session's name must work, but the first action does not share the processors with the engine for that.
    private async Task NameAsync(WarmSandbox warm)
    {
        var firstAnswer = Task.WhenAny(warm.Executor?.FirstAnswer ?? Task.CompletedTask, _stopping.Task);
        await ((Task)firstAnswer).WaitAsync(s_longestWithoutName, Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new CancellationTokenSource(s_stopTime, Time);
        try
        {
            await warm.Sandbox.RenameAsync(SandboxSpec.NameOf(SessionId), timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            LogNotNamed(Logger, exception, warm.Sandbox.Name, SessionId);
        }
    }

    private async Task RemoveAsync(Sandbox sandbox)
    {
        using var timer = new CancellationTokenSource(s_stopTime, Time);
        try
        {
            await sandbox.Engine.RemoveContainerAsync(sandbox.Id, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            LogNotRemoved(Logger, exception, sandbox.Name, sandbox.Engine.Endpoint);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Container {Container} could not be named after session {SessionId}, so nobody can attach to it by that.")]
    private static partial void LogNotNamed(ILogger logger, Exception exception, string container, string sessionId);

    [LoggerMessage(LogLevel.Warning, "Container {Container} could not be removed from the engine at {Endpoint}. The next program of the same owner will try again.")]
    private static partial void LogNotRemoved(ILogger logger, Exception exception, string container, string endpoint);
}
