using System.Formats.Tar;

namespace OpenHands.Tests.AgentSkills;

/// <summary>A sandbox that does nothing but keep what a plugin brings, below a directory of this machine.</summary>
internal sealed class UnpackingExecutor(string stateDirectory, bool hasPython = true) : IActionExecutor
{
    public RuntimeCapabilities Capabilities { get; } = new()
    {
        Actions = StringList.Create(hasPython ? ["run_ipython"] : []),
        Isolation = IsolationLevel.None,
        StateDirectory = stateDirectory,
        Missing = new Dictionary<string, string> { ["run_ipython"] = "There is no IPython here. Install python3-ipykernel." },
    };

    public async Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await using var file = File.Create(path);
        await content.CopyToAsync(file, cancellationToken);
    }

    public async Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default)
    {
        Directory.CreateDirectory(directory);
        await TarFile.ExtractToDirectoryAsync(tar, directory, overwriteFiles: true, cancellationToken);
    }

    public Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
