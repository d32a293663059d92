namespace OpenHands.Docker;

/// <summary>One container and the ways into it.</summary>
/// <remarks>Safe for concurrent calls.</remarks>
internal sealed class Sandbox
{
    private const int LogLinesShown = 10;

    private readonly SharedEngine _shared;
    private readonly ExecutorSocket _socket;
    private readonly TaskCompletionSource<RuntimeUnavailableException> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _outOfMemoryKills;

    public Sandbox(SharedEngine shared, string id, string name, string workspacePath)
    {
        _shared = shared;
        _socket = new ExecutorSocket(id, FindProcessAsync);
        Id = id;
        Name = name;
        WorkspacePath = workspacePath;
    }

    /// <summary>What joins a stream of the engine with the executor.</summary>
    public static IReadOnlyList<string> ConnectCommand { get; } = [SandboxPaths.Executor, "connect", SandboxPaths.Socket];

    public IContainerEngine Engine => _shared.Engine;

    public string Id { get; }

    /// <summary>As people name it.</summary>
    public string Name { get; private set; }

    /// <summary>The directory of the agent.</summary>
    public string WorkspacePath { get; }

    /// <summary>Whether the container was there before this program looked.</summary>
    public bool WasThere { get; init; }

    /// <summary>Whether to try the executor's own socket before the engine.</summary>
    public bool IsSocketInReach { get; init; }

    /// <summary>Ends when the container is found dead or gone, with the reason.</summary>
    public Task<RuntimeUnavailableException> Lost => _lost.Task;

    /// <summary>Whether the container is frozen by its owner.</summary>
    public bool IsPaused { get; set; }

    /// <summary>Opens one more connection to the executor.</summary>
    /// <exception cref="IOException">The engine or the container is not there; with the container, <see cref="Lost"/> has ended.</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (IsSocketInReach && await _socket.TryConnectAsync(cancellationToken).ConfigureAwait(false) is { } direct)
            {
                return direct;
            }

            return await Engine.ExecuteAsync(Id, ConnectCommand, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception)
        {
            if (exception.Failure is EngineFailure.NotFound or EngineFailure.Conflict)
            {
                await DiagnoseAsync(cancellationToken).ConfigureAwait(false);
            }
            else if (exception.Failure == EngineFailure.Unreachable)
            {
                _shared.Forget();
            }

            throw new IOException($"container {Name} at {Engine.Endpoint}: {exception.Message}", exception);
        }
    }

    /// <summary>Looks at the container, and ends <see cref="Lost"/> when it will not come back by itself.</summary>
    public async Task DiagnoseAsync(CancellationToken cancellationToken)
    {
        if (await WhyGoneAsync(cancellationToken).ConfigureAwait(false) is { } reason)
        {
            _lost.TrySetResult(new RuntimeUnavailableException(reason));
        }
    }

    /// <summary>Waits until the container does not run, and ends <see cref="Lost"/> then.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Engine.WaitContainerAsync(Id, cancellationToken).ConfigureAwait(false);
        }
        catch (EngineException exception) when (exception.Failure == EngineFailure.NotFound)
        {
            // It was removed.
        }

        await DiagnoseAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What became of the container, as a sentence; <see langword="null"/> while it runs or is frozen.</summary>
    public async Task<string?> WhyGoneAsync(CancellationToken cancellationToken)
    {
        var state = await Engine.InspectContainerAsync(Id, cancellationToken).ConfigureAwait(false);
        if (state is null)
        {
            return $"Container {Name} is gone: somebody removed it. Start a new runtime.";
        }

        if (state.IsRunning || state.IsPaused)
        {
            return null;
        }

        var log = await LogAsync(cancellationToken).ConfigureAwait(false);
        return state.OutOfMemory
            ? $"Container {Name} ran out of memory and was killed. Raise {nameof(DockerRuntimeOptions.MemoryBytes)}, or use less, and start a new runtime.{log}"
            : $"Container {Name} ended with exit code {state.ExitCode}{(state.Error.Length > 0 ? $" ({state.Error})" : "")}: it was stopped, or its engine was. Start a new runtime.{log}";
    }

    /// <summary>The container's last words, as the end of a message.</summary>
    public async Task<string> LogAsync(CancellationToken cancellationToken)
    {
        var lines = await Engine.ReadLogAsync(Id, LogLinesShown, cancellationToken).ConfigureAwait(false);
        return lines.Count == 0 ? " It printed nothing." : $" It printed last:\n{string.Join('\n', lines.Select(line => $"    {line}"))}";
    }

    /// <summary>Notes how many of its processes were killed for lack of memory so far.</summary>
    /// <returns>Whether that is more than before.</returns>
    public bool ReportOutOfMemory(long kills) => Interlocked.Exchange(ref _outOfMemoryKills, kills) < kills;

    /// <summary>Gives it the name of a session.</summary>
    public async Task RenameAsync(string newName, CancellationToken cancellationToken)
    {
        await Engine.RenameContainerAsync(Id, newName, cancellationToken).ConfigureAwait(false);
        Name = newName;
    }

    private async Task<int> FindProcessAsync(CancellationToken cancellationToken) =>
        (await Engine.InspectContainerAsync(Id, cancellationToken).ConfigureAwait(false))?.Process ?? 0;
}
