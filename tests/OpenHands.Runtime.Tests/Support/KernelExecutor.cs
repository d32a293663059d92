using System.Text;

namespace OpenHands.Tests.Support;

/// <summary>A sandbox with an IPython that answers as a test says, and files in memory.</summary>
internal sealed class KernelExecutor : IActionExecutor
{
    public RuntimeCapabilities Capabilities { get; init; } = new() { Actions = ["run_ipython"], Isolation = IsolationLevel.None, StateDirectory = "/state" };

    public Func<IPythonRunCellAction, Observation> Run { get; set; } = cell => new IPythonRunCellObservation(cell.Code) { Content = cell.Code };

    public List<IPythonRunCellAction> Cells { get; } = [];

    public Dictionary<string, string> Files { get; } = [];

    public Action OnDisposed { get; init; } = () => { };

    public Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default)
    {
        Cells.Add((IPythonRunCellAction)action);
        return Task.FromResult(Run(Cells[^1]));
    }

    public async Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        Files[path] = await new StreamReader(content, Encoding.UTF8).ReadToEndAsync(cancellationToken);

    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync()
    {
        OnDisposed();
        return ValueTask.CompletedTask;
    }
}
