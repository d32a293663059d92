using System.Text;
using OpenHands.Execution.Bash;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.IPython;

/// <summary>One running kernel: its process and its two channels. One cell at a time.</summary>
internal sealed class Kernel : IAsyncDisposable
{
    // How long after the first sign of a cell's end the second may take before we ask.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private const int MostLastLines = 12;

    private readonly KernelProcess _process;
    private readonly KernelFiles _files;
    private readonly OutputLimits _limits;
    private readonly JupyterChannel _shell;
    private readonly JupyterChannel _output;
    private readonly ITimer _fenceTimer;
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _firstIdle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly Task _life;
    private TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private CellOutput? _cellOutput;
    private CellRun? _cell;
    private bool _hasEnded;

    private Kernel(KernelProcess process, KernelFiles files, OutputLimits limits, JupyterChannel shell, JupyterChannel output, string interpreter, TimeProvider time)
    {
        _process = process;
        _files = files;
        _limits = limits;
        _shell = shell;
        _output = output;
        Interpreter = interpreter;
        _fenceTimer = time.CreateTimer(static kernel => ((Kernel)kernel!).AskIfStillHalfOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _life = LiveAsync(time);
    }

    /// <summary>The path of its Python.</summary>
    public string Interpreter { get; }

    /// <summary>The process.</summary>
    public KernelProcess Process => _process;

    /// <summary>Completes when the kernel has ended and everything that it had said was heard.</summary>
    public Task Ended => _life;

    /// <summary>Whether the caller of a cell was told that the kernel has ended.</summary>
    public bool WasEndTold { get; set; }

    private CellOutput CellOutput => _cellOutput ??= new CellOutput(_limits);

    /// <summary>Starts a kernel and waits until it takes cells.</summary>
    /// <exception cref="IOException">It does not start; the message says why.</exception>
    public static async Task<Kernel> StartAsync(
        KernelSettings settings, int number, Func<KernelFiles, IReadOnlyDictionary<string, string>> environment, string workingDirectory,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var files = KernelFiles.Create(settings.StateDirectory, number);
        var process = KernelProcess.Start(settings.Program, files, environment(files), workingDirectory);
        using var patience = new CancellationTokenSource(settings.StartTimeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        Kernel? kernel = null;
        try
        {
            var interpreter = await process.Interpreter.WaitAsync(stop.Token).ConfigureAwait(false);
            if (interpreter.Length == 0)
            {
                throw new EndOfStreamException();
            }

            kernel = await ConnectAsync(process, files, settings.Output, interpreter, time, stop.Token).ConfigureAwait(false);
            await kernel.BecomeReadyAsync(stop.Token).ConfigureAwait(false);
            return kernel;
        }
        catch (Exception exception)
        {
            process.Kill();
            var exitCode = await process.Ended.ConfigureAwait(false);
            var said = LastLines(process.TakeLastWords());
            if (kernel is not null)
            {
                await kernel.DisposeAsync().ConfigureAwait(false);
            }

            process.Dispose();
            files.Remove();
            cancellationToken.ThrowIfCancellationRequested();
            var end = patience.IsCancellationRequested
                ? $"did not take a cell within {settings.StartTimeout.TotalSeconds} seconds and was stopped"
                : $"ended with exit code {exitCode} before it took a cell";
            throw new IOException($"{settings.Program} {end}. {said}", exception);
        }
    }

    /// <summary>Begins a cell. Output since the last one that was taken belongs to it.</summary>
    public CellRun Begin(string code, Action<OutputChunk>? onOutput)
    {
        var request = JupyterRequest.Execute(code, silent: false);
        var cell = new CellRun(request.Id);
        lock (_gate)
        {
            CellOutput.Follow(onOutput);
            _cell = cell;
            if (_hasEnded)
            {
                cell.SetKernelEnded();
            }
        }

        Send(request);
        return cell;
    }

    /// <summary>Runs code of ours before the next cell. Nothing is told about it.</summary>
    public void RunSilently(string code) => Send(JupyterRequest.Execute(code, silent: true));

    /// <summary>Interrupts the cell with SIGINT, as Ctrl+C does.</summary>
    /// <remarks>
    /// The request that follows it wakes an event loop in which the cell waits for something: a handler that runs there does not. And its
    /// answers show that the cell is over when the interrupt came too late for the cell and swallowed the reply.
    /// </remarks>
    public void Interrupt(CellRun cell)
    {
        _process.Signal(Signal.Interrupt);
        lock (_gate)
        {
            SendFence(cell);
        }
    }

    /// <summary>What was printed since this was asked last.</summary>
    public CellOutput TakeOutput()
    {
        lock (_gate)
        {
            _cell = null;
            var output = CellOutput;
            output.Complete();
            _cellOutput = null;
            return output;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.Ended.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _life.ConfigureAwait(false);
        await _fenceTimer.DisposeAsync().ConfigureAwait(false);
        await _shell.DisposeAsync().ConfigureAwait(false);
        await _output.DisposeAsync().ConfigureAwait(false);
        lock (_gate)
        {
            _cellOutput?.Dispose();
        }

        _process.Dispose();
        _files.Remove();
        _stop.Dispose();
    }

    private static async Task<Kernel> ConnectAsync(
        KernelProcess process, KernelFiles files, OutputLimits limits, string interpreter, TimeProvider time, CancellationToken cancellationToken)
    {
        var key = Encoding.UTF8.GetBytes(files.Key);
        var session = Guid.NewGuid().ToString("N");
        var output = await JupyterChannel.ConnectAsync(files.OutputSocket, ZmtpPeer.Subscriber, key, session, time, cancellationToken).ConfigureAwait(false);
        try
        {
            var shell = await JupyterChannel.ConnectAsync(files.ShellSocket, ZmtpPeer.Dealer, key, session, time, cancellationToken).ConfigureAwait(false);
            return new Kernel(process, files, limits, shell, output, interpreter, time);
        }
        catch
        {
            await output.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static string LastLines(string said)
    {
        var lines = said.Trim().Split('\n');
        return said.Length == 0 ? "It said nothing." : $"It said:\n{string.Join('\n', lines[Math.Max(0, lines.Length - MostLastLines)..])}";
    }

    // A subscription takes effect a moment after the connection; what was told before is lost. So ask until an answer's echo is heard there.
    private async Task BecomeReadyAsync(CancellationToken cancellationToken)
    {
        while (!_firstIdle.Task.IsCompleted)
        {
            Task answered;
            lock (_gate)
            {
                _answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                answered = _answered.Task;
            }

            await _shell.SendAsync(JupyterRequest.KernelInfo(), cancellationToken).ConfigureAwait(false);
            await Task.WhenAny(answered, _life).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (_life.IsCompleted)
            {
                throw new EndOfStreamException();
            }
        }
    }

    private async Task LiveAsync(TimeProvider time)
    {
        await Task.Yield();
        var listening = new[] { ListenAsync(_shell, OnShell), ListenAsync(_output, OnOutput) };
        await Task.WhenAny([.. listening, _process.Ended]).ConfigureAwait(false);
        if (!await EndsAsync(_process.Ended, time).ConfigureAwait(false))
        {
            // It has closed a socket, or has become another program: it will never answer again.
            _process.Kill();
            await _process.Ended.ConfigureAwait(false);
        }

        // What it said last is still in the sockets. A process that it left behind may hold them open.
        await EndsAsync(Task.WhenAll(listening), time).ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(listening).ConfigureAwait(false);
        lock (_gate)
        {
            if (_cell is not null)
            {
                CellOutput.AppendText(_process.TakeLastWords());
            }

            _hasEnded = true;
            _cell?.SetKernelEnded();
        }
    }

    private static async Task<bool> EndsAsync(Task task, TimeProvider time)
    {
        try
        {
            await task.WaitAsync(s_patience, time).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private async Task ListenAsync(JupyterChannel channel, Action<JupyterMessage> onMessage)
    {
        try
        {
            while (true)
            {
                using var message = await channel.ReadAsync(_stop.Token).ConfigureAwait(false);
                lock (_gate)
                {
                    onMessage(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or OperationCanceledException or ObjectDisposedException)
        {
            // The kernel is ending, or breaks the protocol, which ends it.
        }
    }

    private void OnShell(JupyterMessage message)
    {
        if (_cell is { } cell && message.ParentId.Length > 0 && (message.ParentId == cell.Id || message.ParentId == cell.FenceId))
        {
            // A reply that did not come could not be made, of an exception that cannot be written for one, or was interrupted.
            cell.SetReply(message.ParentId == cell.Id ? message.Text("status") : "lost");
            AskIfHalfOver(cell);
        }

        _answered.TrySetResult();
    }

    private void OnOutput(JupyterMessage message)
    {
        if (message.Type == "stream")
        {
            // Threads go on printing after their cell; that is not lost but belongs to whatever is told next.
            CellMessages.Apply(message, CellOutput);
            return;
        }

        if (message.Type == "status" && message.ParentId.Length > 0 && message.Text("execution_state") == "idle")
        {
            _firstIdle.TrySetResult();
        }

        if (_cell is not { } cell || message.ParentId.Length == 0)
        {
            return;
        }

        if (message.ParentId == cell.FenceId || message.ParentId == cell.Id && message.Type == "status")
        {
            if (message.Text("execution_state") == "idle")
            {
                cell.SetIdle();
                AskIfHalfOver(cell);
            }
        }
        else if (message.ParentId == cell.Id)
        {
            cell.SetBegun();
            cell.HasFailed |= message.Type == "error";
            CellMessages.Apply(message, CellOutput);
        }
    }

    private void AskIfHalfOver(CellRun cell) => _fenceTimer.Change(cell.IsHalfOver ? s_patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void AskIfStillHalfOver()
    {
        lock (_gate)
        {
            if (_cell is { IsHalfOver: true } cell)
            {
                SendFence(cell);
            }
        }
    }

    private void SendFence(CellRun cell)
    {
        var fence = JupyterRequest.KernelInfo();
        cell.FenceId = fence.Id;
        Send(fence);
    }

    // The sockets' own order is that of the calls. One that is closed tells so by the end of the kernel.
    private void Send(JupyterRequest request) => _ = SendQuietlyAsync(request);

    private async Task SendQuietlyAsync(JupyterRequest request)
    {
        try
        {
            await _shell.SendAsync(request, _stop.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
