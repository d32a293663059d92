using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using OpenHands.Events;
using OpenHands.Execution;

namespace OpenHands.Local;

/// <summary>Runs actions on this machine, under this process's account. Isolates nothing.</summary>
/// <remarks>
/// Linux on x64 and arm64. For code that you do not trust use a container or another machine. Any number of runtimes live side by side
/// in one process, each with its own workspace and shell; idle ones cost no processor time and no threads.
/// </remarks>
public sealed partial class LocalRuntime : Runtime
{
    private readonly LocalRuntimeOptions _options;
    private readonly ILoggerFactory? _loggerFactory;
    private readonly bool _ownsWorkspace;

    /// <summary>Prepares a runtime; <see cref="Runtime.StartAsync"/> starts it.</summary>
    /// <param name="options">How it behaves; <see langword="null"/> for a temporary workspace and the defaults.</param>
    /// <param name="events">The stream that records it, not disposed with it; <see langword="null"/> for one of its own, in memory.</param>
    /// <param name="loggerFactory">Where it logs; <see langword="null"/> for nowhere.</param>
    /// <param name="timeProvider">Where time comes from; <see langword="null"/> for the system's clock.</param>
    /// <exception cref="ArgumentException">An option is wrong; the message names every one that is.</exception>
    public LocalRuntime(
        LocalRuntimeOptions? options = null, EventStream? events = null, ILoggerFactory? loggerFactory = null, TimeProvider? timeProvider = null)
        : base(options ??= new LocalRuntimeOptions(), events, loggerFactory, timeProvider)
    {
        _options = options;
        _loggerFactory = loggerFactory;
        _ownsWorkspace = options.WorkspacePath is null;
        WorkspacePath = Path.GetFullPath(options.WorkspacePath ?? Path.Combine(Path.GetTempPath(), $"openhands-workspace-{options.SessionId}"));
    }

    /// <inheritdoc />
    public override string Name => "local";

    /// <inheritdoc />
    public override string WorkspacePath { get; }

    /// <inheritdoc />
    protected override async Task<IActionExecutor> StartCoreAsync(CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new RuntimeStartException("The local runtime needs Linux; on this system use the Docker or the remote runtime instead.");
        }

        MakeWorkspace();
        ReportStatus("starting_shell", "Starting the shell.");
        return await ActionExecutor.StartAsync(
            new ActionExecutorOptions
            {
                WorkspacePath = WorkspacePath,
                BashPath = _options.BashPath,
                PythonPath = _options.PythonPath,
                SoftTimeout = _options.SoftTimeout,
                MaxOutputBytes = _options.MaxOutputBytes,
                MaxOutputFileBytes = _options.MaxOutputFileBytes,
            },
            _loggerFactory,
            Time,
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    protected override Task StopCoreAsync() => _ownsWorkspace && OperatingSystem.IsLinux() ? Task.Run(RemoveWorkspace) : Task.CompletedTask;

    [SupportedOSPlatform("linux")]
    private void RemoveWorkspace()
    {
        try
        {
            TreeRemoval.Remove(WorkspacePath);
        }
        catch (IOException exception)
        {
            LogWorkspaceLeft(Logger, exception, WorkspacePath);
        }
    }

    private void MakeWorkspace()
    {
        try
        {
            Directory.CreateDirectory(WorkspacePath);
            var probe = Path.Combine(WorkspacePath, $".openhands-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RuntimeStartException(
                $"The workspace {WorkspacePath} cannot be written to: {exception.Message} Choose another WorkspacePath, or give this account the right to write there.",
                exception);
        }
    }

    [LoggerMessage(LogLevel.Warning, "The temporary workspace {Path} could not be removed and stays.")]
    private static partial void LogWorkspaceLeft(ILogger logger, Exception exception, string path);
}
