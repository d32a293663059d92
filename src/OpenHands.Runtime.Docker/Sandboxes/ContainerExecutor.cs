namespace OpenHands.Docker;

/// <summary>The executor of a container. Says what became of the container when calls fail, and when memory ran out in it.</summary>
internal sealed class ContainerExecutor : IActionExecutor, ISandboxConnector
{
    private static readonly TimeSpan s_shellTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_newsOfTheEnd = TimeSpan.FromSeconds(5);

    private readonly Sandbox _sandbox;
    private readonly HttpActionExecutor _inner;
    private readonly OutOfMemoryWatch _memory;
    private readonly TaskCompletionSource _firstAnswer = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ContainerExecutor(Sandbox sandbox, HttpActionExecutor inner, long memoryBytes)
    {
        _sandbox = sandbox;
        _inner = inner;
        _memory = new OutOfMemoryWatch(sandbox, inner, memoryBytes);
        _ = StopWhenLostAsync();
    }

    /// <summary>Ends with the first action that is answered.</summary>
    public Task FirstAnswer => _firstAnswer.Task;

    public RuntimeCapabilities Capabilities => _inner.Capabilities;

    /// <summary>Connects to the executor of a container.</summary>
    /// <exception cref="RuntimeStartException">It does not answer.</exception>
    public static async Task<ContainerExecutor> ConnectAsync(Sandbox sandbox, HttpActionExecutorOptions options, RuntimeLogging logging, long memoryBytes, CancellationToken cancellationToken)
    {
        var inner = await HttpActionExecutor.ConnectAsync(options, logging.Factory, logging.Time, cancellationToken).ConfigureAwait(false);
        var executor = new ContainerExecutor(sandbox, inner, memoryBytes);
        if (sandbox.WasThere)
        {
            await executor._memory.BeginAsync().ConfigureAwait(false);
        }

        return executor;
    }

    public async Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        var observation = await AskAsync(() => _inner.ExecuteAsync(action, onOutput, cancellationToken)).ConfigureAwait(false);
        _firstAnswer.TrySetResult();
        return await _memory.ExplainAsync(observation).ConfigureAwait(false);
    }

    /// <summary>Starts the shell, which would else start with the first command.</summary>
    public Task StartShellAsync(CancellationToken cancellationToken) => AskAsync(() =>
        _inner.ExecuteAsync(new CmdRunAction(":") { Blocking = true, KeepPrompt = false, Timeout = s_shellTime }, onOutput: null, cancellationToken));

    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.SetEnvironmentAsync(variables, cancellationToken));

    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.ListFilesAsync(path, cancellationToken));

    public Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.UploadFileAsync(path, content, cancellationToken));

    public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.UploadTreeAsync(directory, tar, cancellationToken));

    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.DownloadFileAsync(path, destination, cancellationToken));

    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.DownloadTreeAsync(path, destinationTar, cancellationToken));

    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.StartProcessAsync(command, cancellationToken));

    public Task<Stream> ConnectPortAsync(int port, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.ConnectPortAsync(port, cancellationToken));

    public Task<Stream> ConnectSocketAsync(string name, CancellationToken cancellationToken = default) =>
        AskAsync(() => _inner.ConnectSocketAsync(name, cancellationToken));

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    private Task<bool> AskAsync(Func<Task> ask) => AskAsync(async () =>
    {
        await ask().ConfigureAwait(false);
        return true;
    });

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        ThrowIfUnusable();
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is RuntimeException or IOException)
        {
            // What an engine says in place of the executor of a stopped container can come before it tells that the container has stopped.
            if (exception is ExecutorProtocolException)
            {
                using var limit = new CancellationTokenSource(s_newsOfTheEnd);
                await _sandbox.WaitForEndAsync(limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (_sandbox.Lost.IsCompletedSuccessfully)
            {
                throw Lost(exception);
            }

            throw;
        }
    }

    private void ThrowIfUnusable()
    {
        if (_sandbox.Lost.IsCompletedSuccessfully)
        {
            throw Lost(null);
        }

        if (_sandbox.IsPaused)
        {
            throw new RuntimeUnavailableException($"Container {_sandbox.Name} is paused. Await {nameof(DockerRuntime.ResumeAsync)} first.", isTransient: true);
        }
    }

    // A new exception each time: one that is thrown twice mixes two stacks.
    private RuntimeUnavailableException Lost(Exception? innerException) => new(_sandbox.Lost.Result.Message, isTransient: false, innerException);

    // Connecting again is then in vain, so whoever waits for it need not.
    private async Task StopWhenLostAsync()
    {
        await _sandbox.Lost.ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
    }
}
