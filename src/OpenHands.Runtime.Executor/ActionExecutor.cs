using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Execution.Bash;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution;

/// <summary>The executor for the machine that this process runs on: a persistent bash and files.</summary>
/// <remarks>
/// Linux only. Every backend ends here, in this process or behind the executor host of a sandbox. It isolates nothing by itself.
/// </remarks>
public sealed class ActionExecutor : IActionExecutor
{
    private readonly ActionExecutorOptions _options;
    private readonly BashSession _session;
    private readonly BashActions _bash;
    private readonly SandboxFiles _files;
    private readonly SandboxProcesses _processes;

    private ActionExecutor(ActionExecutorOptions options, BashSession session, BashActions bash)
    {
        _options = options;
        _session = session;
        _bash = bash;
        _files = new SandboxFiles(options.WorkspacePath);
        _processes = new SandboxProcesses(Path.GetFullPath(options.WorkspacePath));
        Capabilities = new RuntimeCapabilities
        {
            Actions = ["run", "read", "write"],
            Isolation = options.Isolation,
            StreamsOutput = true,
            StateDirectory = options.StateDirectory,
        };
    }

    /// <inheritdoc />
    public RuntimeCapabilities Capabilities { get; }

    /// <summary>Starts the shell and returns when it takes commands.</summary>
    /// <exception cref="RuntimeStartException">bash is missing or does not start, or the workspace cannot be used; the message says what to do.</exception>
    public static async Task<ActionExecutor> StartAsync(
        ActionExecutorOptions options,
        ILoggerFactory? loggerFactory = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Directory.Exists(options.WorkspacePath))
        {
            throw new RuntimeStartException($"The workspace {options.WorkspacePath} is not a directory. Make it first, or choose another.");
        }

        var settings = new BashSettings
        {
            Program = BashProgram.Find(options.BashPath),
            WorkspacePath = Path.GetFullPath(options.WorkspacePath),
            Output = new OutputLimits(
                options.MaxOutputBytes,
                options.MaxOutputFileBytes > 0 ? new OutputFiles(options.StateDirectory, options.MaxOutputFileBytes) : null),
            SoftTimeout = options.SoftTimeout,
            MaxCommandBytes = options.MaxCommandBytes,
        };
        var environment = ShellEnvironment.ForCommands(settings.WorkspacePath);
        var logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger<BashSession>();
        var session = new BashSession(settings, environment, timeProvider ?? TimeProvider.System, logger);
        try
        {
            await session.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new RuntimeStartException($"The shell did not start: {exception.Message}", exception);
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new ActionExecutor(options, session, new BashActions(session, ShellEnvironment.Prompt(environment), settings));
    }

    /// <inheritdoc />
    public async Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return action switch
            {
                CmdRunAction run => await _bash.RunAsync(run, onOutput, cancellationToken).ConfigureAwait(false),
                FileReadAction read => await _files.ReadAsync(read, _session.WorkingDirectory, cancellationToken).ConfigureAwait(false),
                FileWriteAction write => await _files.WriteAsync(write, _session.WorkingDirectory, cancellationToken).ConfigureAwait(false),
                null => throw new ArgumentNullException(nameof(action)),
                _ => new ErrorObservation($"Action {action.ActionType} is not supported by this executor."),
            };
        }
        catch (ObjectDisposedException exception)
        {
            throw new RuntimeUnavailableException("The executor was stopped while it worked on this action.", innerException: exception);
        }
        catch (IOException exception)
        {
            // The next command tries to start a shell again.
            throw new RuntimeUnavailableException($"The shell cannot be used: {exception.Message}", isTransient: true, exception);
        }
    }

    /// <inheritdoc />
    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default)
    {
        EnvironmentVariables.ThrowIfInvalid(variables);
        _session.SetEnvironment(variables);
        _processes.SetEnvironment(variables);
        return Task.CompletedTask;
    }

    /// <inheritdoc />
    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => _files.List(path), cancellationToken);

    /// <inheritdoc />
    public Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        _files.UploadFileAsync(path, content, cancellationToken);

    /// <inheritdoc />
    public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default) =>
        _files.UploadTreeAsync(directory, tar, cancellationToken);

    /// <inheritdoc />
    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        _files.DownloadFileAsync(path, destination, cancellationToken);

    /// <inheritdoc />
    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default) =>
        _files.DownloadTreeAsync(path, destinationTar, cancellationToken);

    /// <inheritdoc />
    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        _processes.StartAsync(command, cancellationToken);

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync().ConfigureAwait(false);
        await _session.DisposeAsync().ConfigureAwait(false);
        _files.Dispose();
        if (Directory.Exists(_options.StateDirectory))
        {
            Directory.Delete(_options.StateDirectory, recursive: true);
        }
    }
}
