using OpenHands.Execution.Bash;
using OpenHands.Execution.Processes;

namespace OpenHands.Execution.IPython;

/// <summary>One running kernel: its process and its two channels. One cell at a time.</summary>
internal sealed partial class Kernel : IAsyncDisposable
{
    // How long after the first sign of a cell's end the second may take before we ask.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

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
