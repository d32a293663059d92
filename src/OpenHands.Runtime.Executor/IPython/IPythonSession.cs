using Microsoft.Extensions.Logging;
using OpenHands.Execution.Bash;
using OpenHands.Execution.Processes;
using OpenHands.Execution.Terminals;

namespace OpenHands.Execution.IPython;

/// <summary>The IPython of a sandbox: one cell at a time, in a kernel that starts with the first cell and again when it has ended.</summary>
internal sealed partial class IPythonSession : IAsyncDisposable
{
    private readonly KernelSettings _settings;
    private readonly IReadOnlyDictionary<string, string> _environment;
    private readonly BashSession _bash;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _id = Guid.NewGuid().ToString("N")[..16];
    private readonly Dictionary<string, string> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _newVariables = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _oneCell = new(1, 1);
    private readonly Lock _gate = new();
    private Kernel? _kernel;
    private int _lastNumber;
    private string _agreedDirectory = "";
    private string _initializedWith = "";
    private volatile bool _isDisposed;

    /// <param name="settings">What it needs to know.</param>
    /// <param name="environment">What commands have; kernels get it too.</param>
    /// <param name="bash">The shell whose directory the kernel shares.</param>
    /// <param name="time">Where time comes from.</param>
    /// <param name="logger">Where it says what it does.</param>
    public IPythonSession(KernelSettings settings, IReadOnlyDictionary<string, string> environment, BashSession bash, TimeProvider time, ILogger logger)
    {
        _settings = settings;
        _environment = environment;
        _bash = bash;
        _time = time;
        _logger = logger;
    }

    private string Marker => $"{KernelEnvironment.Marker}={_id}";

    /// <summary>Sets variables for every later cell.</summary>
    public void SetEnvironment(IReadOnlyDictionary<string, string> variables)
    {
        lock (_gate)
        {
            foreach (var (name, value) in variables)
            {
                _added[name] = value;
                _newVariables[name] = value;
            }
        }
    }

    /// <summary>Runs a cell and waits for its end or its timeout. The time that a kernel takes to start is not the cell's.</summary>
    /// <param name="code">The cell.</param>
    /// <param name="initCode">What a fresh kernel runs before its first cell; empty for nothing.</param>
    /// <param name="timeout">After which it is stopped.</param>
    /// <param name="onOutput">Gets output as it comes.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How it ended; <see langword="null"/> when another cell is running.</returns>
    /// <exception cref="IOException">There is no kernel and none could be started; the message says why.</exception>
    public async Task<CellEnd?> RunAsync(string code, string initCode, TimeSpan timeout, Action<OutputChunk>? onOutput, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!await _oneCell.WaitAsync(TimeSpan.Zero, CancellationToken.None).ConfigureAwait(false))
        {
            return null;
        }

        try
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
            return await RunAloneAsync(code, initCode, timeout, onOutput, stop.Token).ConfigureAwait(false);
        }
        finally
        {
            _oneCell.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _kernel?.Process.Kill();
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        await _oneCell.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        if (_kernel is not null)
        {
            await _kernel.DisposeAsync().ConfigureAwait(false);
            _kernel = null;
        }

        if (_lastNumber > 0)
        {
            await ProcessSweeper.Shared.KillAsync(Marker).ConfigureAwait(false);
        }

        _stop.Dispose();
    }

    private async Task<CellEnd> RunAloneAsync(string code, string initCode, TimeSpan timeout, Action<OutputChunk>? onOutput, CancellationToken stop)
    {
        var lost = await CollectEndedAsync().ConfigureAwait(false);
        if (_kernel is null)
        {
            try
            {
                await StartKernelAsync(stop).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return new CellEnd(CellStatus.Interrupted, new CellOutput(_settings.Output), "[The cell was cancelled before its kernel had started.]", _bash.WorkingDirectory, _settings.Program);
            }
        }

        var kernel = _kernel!;
        var before = Prepare(kernel);
        var deadline = new CellDeadline(timeout, _time);
        var end = new CellStop(CellStatus.Completed, WasKilled: false);
        if (initCode.Length > 0 && initCode != _initializedWith)
        {
            _initializedWith = initCode;
            end = await RunInAsync(kernel, initCode, deadline, onOutput, stop).ConfigureAwait(false);
        }

        if (end.Status is CellStatus.Completed or CellStatus.Failed)
        {
            end = await RunInAsync(kernel, code, deadline, onOutput, stop).ConfigureAwait(false);
        }

        return await ConcludeAsync(kernel, end, before, timeout, lost).ConfigureAwait(false);
    }

    private async Task StartKernelAsync(CancellationToken stop)
    {
        var started = _time.GetTimestamp();
        var directory = _bash.WorkingDirectory;
        var kernel = await Kernel.StartAsync(_settings, ++_lastNumber, files => Environment(files, directory), directory, _time, stop).ConfigureAwait(false);
        lock (_gate)
        {
            _kernel = kernel;
            if (_isDisposed)
            {
                kernel.Process.Kill();
            }
        }

        _agreedDirectory = directory;
        _initializedWith = "";
        LogStarted(kernel.Process.Pid, kernel.Interpreter, _time.GetElapsedTime(started));
    }

    private Dictionary<string, string> Environment(KernelFiles files, string directory)
    {
        lock (_gate)
        {
            _newVariables.Clear();
            return KernelEnvironment.For(_environment, _added, files, directory, _id);
        }
    }

    // What changed since the last cell. The kernel runs it before the next one; nobody waits for it. Returns where that will be.
    private string? Prepare(Kernel kernel)
    {
        lock (_gate)
        {
            if (_newVariables.Count > 0)
            {
                kernel.RunSilently(KernelCode.SetEnvironment(_newVariables));
                _newVariables.Clear();
            }
        }

        var directory = _bash.WorkingDirectory;
        if (directory == _agreedDirectory)
        {
            return kernel.Process.WorkingDirectory;
        }

        _agreedDirectory = directory;
        kernel.RunSilently(KernelCode.ChangeDirectory(directory));
        return RealPath.Of(directory);
    }

    private async Task<CellEnd> ConcludeAsync(Kernel kernel, CellStop end, string? before, TimeSpan timeout, int? lost)
    {
        var output = kernel.TakeOutput();
        var directory = kernel.Process.WorkingDirectory;
        if (directory is not null && before is not null && directory != before)
        {
            _bash.FollowTo(directory);
            _agreedDirectory = directory;
        }

        kernel.WasEndTold = end.WasKilled || end.Status == CellStatus.KernelEnded;
        int? exitCode = kernel.WasEndTold ? await kernel.Process.Ended.ConfigureAwait(false) : null;
        var notice = CellNotice.For(end, timeout, lost, exitCode);
        return new CellEnd(end.Status, output, notice, directory ?? _bash.WorkingDirectory, kernel.Interpreter);
    }

    // A kernel that has ended, and how, if nobody was told.
    private async Task<int?> CollectEndedAsync()
    {
        if (_kernel is not { } kernel || !kernel.Process.Ended.IsCompleted)
        {
            return null;
        }

        var wasTold = kernel.WasEndTold;
        var exitCode = await kernel.Process.Ended.ConfigureAwait(false);
        await kernel.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _kernel = null;
        }

        LogEnded(kernel.Process.Pid, exitCode);
        return wasTold ? null : exitCode;
    }

    [LoggerMessage(LogLevel.Debug, "Kernel {Pid} of {Interpreter} took its first cell after {Elapsed}.")]
    private partial void LogStarted(int pid, string interpreter, TimeSpan elapsed);

    [LoggerMessage(LogLevel.Information, "Kernel {Pid} ended with exit code {ExitCode}; this cell starts a fresh one.")]
    private partial void LogEnded(int pid, int exitCode);

    [LoggerMessage(LogLevel.Warning, "A cell ignored {Count} interrupts; its kernel {Pid} was killed.")]
    private partial void LogKilled(int count, int pid);
}
