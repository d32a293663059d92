using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OpenHands.Execution.Bash;
using OpenHands.Execution.IPython;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution;

/// <summary>The executor for the machine that this process runs on: a persistent bash, IPython and files.</summary>
/// <remarks>
/// Linux only. Every backend ends here, in this process or behind the executor host of a sandbox. It isolates nothing by itself.
/// </remarks>
public sealed class ActionExecutor : IActionExecutor
{
    private readonly ActionExecutorOptions _options;
    private readonly BashSettings _settings;
    private readonly BashSession _session;
    private readonly BashActions _bash;
    private readonly OutputFiles _outputFiles;
    private readonly IPythonHost _python;
    private readonly SandboxFiles _files;
    private readonly SandboxProcesses _processes;

    private ActionExecutor(
        ActionExecutorOptions options, BashSettings settings, OutputFiles outputFiles, BashSession session, BashActions bash, IPythonHost python)
    {
        _options = options;
        _settings = settings;
        _outputFiles = outputFiles;
        _session = session;
        _bash = bash;
        _python = python;
        _files = new SandboxFiles(options.WorkspacePath);
        _processes = new SandboxProcesses(Path.GetFullPath(options.WorkspacePath), options.OomScoreAdjustment);
        Capabilities = new RuntimeCapabilities
        {
            Actions = python.Missing is null ? ["run", "run_ipython", "read", "write"] : ["run", "read", "write"],
            Missing = python.Missing is { } missing ? new Dictionary<string, string> { ["run_ipython"] = missing } : [],
            Isolation = options.Isolation,
            StreamsOutput = true,
            StateDirectory = options.StateDirectory,
        };
    }

    /// <inheritdoc />
    public RuntimeCapabilities Capabilities { get; }

    /// <summary>The files of this sandbox, with what only an executor host needs.</summary>
    internal SandboxFiles Files => _files;

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

        var outputFiles = new OutputFiles(options.StateDirectory, options.MaxOutputFileBytes);
        var settings = new BashSettings
        {
            Program = BashProgram.Find(options.BashPath),
            WorkspacePath = Path.GetFullPath(options.WorkspacePath),
            Output = new OutputLimits(options.MaxOutputBytes, options.MaxOutputFileBytes > 0 ? outputFiles : null),
            SoftTimeout = options.SoftTimeout,
            OomScoreAdjustment = options.OomScoreAdjustment,
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

        var python = IPythonHost.Create(options, environment, settings.Output, session, timeProvider ?? TimeProvider.System, loggerFactory);
        return new ActionExecutor(options, settings, outputFiles, session, new BashActions(session, ShellEnvironment.Prompt(environment), settings), python);
    }

    /// <summary>Changes what may change while it runs, from the next command on; <see langword="null"/> leaves a thing as it is.</summary>
    internal void Configure(TimeSpan? softTimeout, int? maxOutputBytes, long? maxOutputFileBytes)
    {
        _settings.SoftTimeout = softTimeout ?? _settings.SoftTimeout;
        var files = _settings.Output.Files;
        if (maxOutputFileBytes is { } bytes)
        {
            _outputFiles.MaxBytes = bytes;
            files = bytes > 0 ? _outputFiles : null;
        }

        _settings.Output = new OutputLimits(maxOutputBytes ?? _settings.Output.InMemoryBytes, files);
        _python.Configure(_settings.Output);
    }

    /// <inheritdoc />
    public async Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return action switch
            {
                CmdRunAction run => await _bash.RunAsync(run, onOutput, cancellationToken).ConfigureAwait(false),
                IPythonRunCellAction cell => await _python.RunAsync(cell, onOutput, cancellationToken).ConfigureAwait(false),
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
        _python.SetEnvironment(variables);
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
        try
        {
            await _processes.DisposeAsync().ConfigureAwait(false);
        }
        finally
        {
            try
            {
                await _python.DisposeAsync().ConfigureAwait(false);
            }
            finally
            {
                await _session.DisposeAsync().ConfigureAwait(false);
                _files.Dispose();
                if (Directory.Exists(_options.StateDirectory))
                {
                    Directory.Delete(_options.StateDirectory, recursive: true);
                }
            }
        }
    }
}
