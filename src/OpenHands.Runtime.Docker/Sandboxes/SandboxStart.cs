namespace OpenHands.Docker;

/// <summary>Brings one sandbox up: a container with an executor that takes connections.</summary>
/// <param name="shared">The engine.</param>
/// <param name="options">What to start.</param>
/// <param name="onPhase">Is told each step: a word for programs and a sentence for people.</param>
/// <param name="time">Where time comes from.</param>
internal sealed class SandboxStart(SharedEngine shared, DockerRuntimeOptions options, Action<string, string> onPhase, TimeProvider time)
{
    // The executor prints it when it takes connections.
    private const string ReadyLine = "Runtime client initialized.";
    private static readonly TimeSpan s_cleanUpTime = TimeSpan.FromSeconds(30);

    private string _phase = "";

    private IContainerEngine Engine => shared.Engine;

    private bool IsEngineLocal => EngineEndpoint.IsLocal(EngineEndpoint.Find(options.Endpoint));

    private bool IsSocketInReach => IsEngineLocal && !options.ConnectThroughEngine;

    /// <summary>Starts a container.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="imageId">The id of its image.</param>
    /// <param name="cancellationToken">Gives up; what was begun is undone.</param>
    /// <exception cref="RuntimeStartException">It did not start; the message names the reason and the remedy.</exception>
    public Task<Sandbox> NewAsync(string name, string imageId, CancellationToken cancellationToken) =>
        WithinTimeAsync(name, token => CreateAsync(name, imageId, token), cancellationToken);

    /// <summary>Goes on with the container of the session, if there is one.</summary>
    /// <param name="cancellationToken">Gives up; the container stays.</param>
    /// <exception cref="RuntimeStartException">It is there, but does not answer.</exception>
    public Task<Sandbox?> ExistingAsync(CancellationToken cancellationToken) =>
        WithinTimeAsync(SandboxSpec.NameOf(options.SessionId), FindAsync, cancellationToken);

    private async Task<T> WithinTimeAsync<T>(string name, Func<CancellationToken, Task<T>> start, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(options.StartTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await start(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RuntimeStartException(
                $"Container {name} of image {options.Image} was not ready within {options.StartTimeout}; the last step was: {_phase} "
                + $"Look at the engine at {Engine.Endpoint} (docker ps -a, its log), or raise {nameof(DockerRuntimeOptions.StartTimeout)}.",
                exception);
        }
        catch (EngineException failure)
        {
            if (failure.Failure == EngineFailure.Unreachable)
            {
                shared.Forget();
            }

            throw StartFailures.Explain(failure, Engine.Endpoint, options, name);
        }
    }

    private async Task<Sandbox> CreateAsync(string name, string imageId, CancellationToken cancellationToken)
    {
        var version = await shared.CheckAsync(cancellationToken).ConfigureAwait(false);
        var executor = await ExecutorFile.FindAsync(options.ExecutorPath, version.Architecture, cancellationToken).ConfigureAwait(false);
        var owner = options.WorkspacePath is { } workspace && IsEngineLocal ? HostWorkspace.Prepare(workspace, options) : null;
        var account = SandboxAccount.For(options, owner, HostWorkspace.CurrentAccount);

        Enter("creating_container", $"Creating container {name} of image {options.Image}.");
        var volume = await ExecutorVolume.EnsureAsync(Engine, executor, options.Image, cancellationToken).ConfigureAwait(false);
        var spec = SandboxSpec.For(options, account, new ExecutorMount(volume, executor.Hash), name);
        var id = await Engine.CreateContainerAsync(spec, cancellationToken).ConfigureAwait(false);
        try
        {
            var sandbox = new Sandbox(shared, id, name, options.SandboxWorkspacePath) { IsSocketInReach = IsSocketInReach };
            await StartAsync(sandbox, () => PrepareAsync(id, imageId, account, cancellationToken), cancellationToken).ConfigureAwait(false);
            return sandbox;
        }
        catch
        {
            await CleanUpAsync(id).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<Sandbox?> FindAsync(CancellationToken cancellationToken)
    {
        await shared.CheckAsync(cancellationToken).ConfigureAwait(false);
        var labels = new Dictionary<string, string> { [SandboxLabels.Owner] = options.Owner };
        var name = SandboxSpec.NameOf(options.SessionId);
        var found = (await Engine.ListContainersAsync(labels, cancellationToken).ConfigureAwait(false)).FirstOrDefault(container => container.Name == name);
        if (found is null)
        {
            return null;
        }

        Enter("attaching_container", $"Attaching to container {name}, which is {found.Status}.");
        var sandbox = new Sandbox(shared, found.Id, name, found.Labels.GetValueOrDefault(SandboxLabels.Workspace, options.SandboxWorkspacePath))
        {
            WasThere = true,
            IsSocketInReach = IsSocketInReach,
        };
        switch (found.Status)
        {
            case "running":
                break;
            case "paused":
                await Engine.UnpauseContainerAsync(found.Id, cancellationToken).ConfigureAwait(false);
                break;
            default:
                await StartAsync(sandbox, static () => Task.CompletedTask, cancellationToken).ConfigureAwait(false);
                break;
        }

        return sandbox;
    }

    private async Task PrepareAsync(string id, string imageId, SandboxAccount account, CancellationToken cancellationToken)
    {
        if (options.Profile != DockerProfile.Hardened)
        {
            return;
        }

        var accounts = await AccountFiles.ReadAsync(Engine, id, imageId, account, cancellationToken).ConfigureAwait(false);
        var archive = SandboxFiles.Pack(options, account, accounts);
        await using (archive.ConfigureAwait(false))
        {
            await Engine.PutArchiveAsync(id, "/", archive, cancellationToken).ConfigureAwait(false);
        }
    }

    // What the container prints is read from before its first moment: the executor says there that it is ready, or why not. What the commands
    // need, but the executor does not, is put in while it starts: the engine takes as long for that.
    private async Task StartAsync(Sandbox sandbox, Func<Task> prepare, CancellationToken cancellationToken)
    {
        Enter("starting_container", $"Starting container {sandbox.Name}.");
        var printed = await Engine.AttachAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
        await using (printed.ConfigureAwait(false))
        {
            await Engine.StartContainerAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
            Enter("waiting_for_executor", $"Waiting for the executor in container {sandbox.Name}.");
            var preparing = prepare();
            var isReady = await IsReadyAsync(printed, preparing, cancellationToken).ConfigureAwait(false);
            if (isReady)
            {
                await preparing.ConfigureAwait(false);
                return;
            }
        }

        var exitCode = await Engine.WaitContainerAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
        var state = await Engine.InspectContainerAsync(sandbox.Id, cancellationToken).ConfigureAwait(false);
        var log = await sandbox.LogAsync(cancellationToken).ConfigureAwait(false);
        throw new RuntimeStartException(StartFailures.Ended(options, sandbox.Name, exitCode, state?.OutOfMemory == true, log));
    }

    // Whatever the container does, it is not removed while something is put into it.
    private static async Task<bool> IsReadyAsync(Stream printed, Task preparing, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var line in LogLines.FollowAsync(printed, cancellationToken).ConfigureAwait(false))
            {
                if (line == ReadyLine)
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            await preparing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CleanUpAsync(string id)
    {
        using var timer = new CancellationTokenSource(s_cleanUpTime, time);
        try
        {
            await Engine.RemoveContainerAsync(id, timer.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is EngineException or OperationCanceledException)
        {
            // Why the start failed matters more. The container has our labels, so the next start removes it.
        }
    }

    private void Enter(string phase, string message)
    {
        _phase = message;
        onPhase(phase, message);
    }
}
