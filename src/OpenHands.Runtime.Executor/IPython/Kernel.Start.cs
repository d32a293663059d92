using OpenHands.Execution.Processes;
using System.Text;
using OpenHands.Execution.Bash;

namespace OpenHands.Execution.IPython;

// From a process to a kernel that takes cells.
internal sealed partial class Kernel
{
    private const int MostLastLines = 12;

    /// <summary>Starts a kernel and waits until it takes cells.</summary>
    /// <exception cref="IOException">It does not start; the message says why.</exception>
    public static async Task<Kernel> StartAsync(
        KernelSettings settings, int number, Func<KernelFiles, IReadOnlyDictionary<string, string>> environment, string workingDirectory,
        TimeProvider time, CancellationToken cancellationToken)
    {
        var files = KernelFiles.Create(settings.StateDirectory, number);
        var process = KernelProcess.Start(settings.Program, files, environment(files), workingDirectory);
        if (settings.OomScoreAdjustment is { } score)
        {
            ProcessTable.AdjustOomScore(process.Pid, score);
        }

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
}
