using System.Diagnostics;
using System.Text;
using OpenHands.Execution.Bash;
using OpenHands.Execution.IPython;

namespace OpenHands.Benchmarks;

/// <summary>
/// The least that talking to a kernel can cost: <c>python3 -m ipykernel_launcher</c> as it comes, one socket, one request, one reply. It hears no output, so
/// it cannot know when that is complete.
/// </summary>
internal sealed class RawKernel : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("openhands-bench-").FullName;
    private readonly Process _process;
    private JupyterChannel _shell = null!;

    private RawKernel()
    {
        Files = KernelFiles.Create(_directory, 1);
        var python = PythonInterpreter.Find(null, ShellEnvironment.ForCommands("/"), out var missing) ?? throw new InvalidOperationException(missing);
        _process = new Process
        {
            StartInfo = new ProcessStartInfo(python, ["-m", "ipykernel_launcher", "-f", Files.ConnectionFile])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["IPYTHONDIR"] = Files.IPythonDirectory, ["PYDEVD_DISABLE_FILE_VALIDATION"] = "1" },
            },
        };
    }

    private KernelFiles Files { get; }

    public static async Task<double> MeasureStartAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await using var kernel = await StartAsync();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    public static async Task<RawKernel> StartAsync()
    {
        var kernel = new RawKernel();
        using var watcher = new FileSystemWatcher(kernel._directory);
        var bound = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        watcher.Created += (_, file) =>
        {
            // The heartbeat's is the last.
            if (file.Name!.EndsWith("-5", StringComparison.Ordinal))
            {
                bound.TrySetResult();
            }
        };
        watcher.EnableRaisingEvents = true;
        kernel._process.Start();
        kernel._process.BeginOutputReadLine();
        kernel._process.BeginErrorReadLine();
        await bound.Task;
        kernel._shell = await JupyterChannel.ConnectAsync(
            kernel.Files.ShellSocket, ZmtpPeer.Dealer, Encoding.UTF8.GetBytes(kernel.Files.Key), "bench", TimeProvider.System, CancellationToken.None);
        await kernel.AskAsync(JupyterRequest.KernelInfo());
        return kernel;
    }

    public Task ExecuteAsync(string code) => AskAsync(JupyterRequest.Execute(code, silent: false));

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        await _shell.DisposeAsync();
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private async Task AskAsync(JupyterRequest request)
    {
        await _shell.SendAsync(request, CancellationToken.None);
        using var reply = await _shell.ReadAsync(CancellationToken.None);
    }
}
