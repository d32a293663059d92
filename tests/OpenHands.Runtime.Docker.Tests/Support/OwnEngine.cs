using System.Diagnostics;

namespace OpenHands.Docker.Tests;

/// <summary>A Docker engine of one test, which may kill it. It has a network of its own, so it disturbs no other engine.</summary>
internal sealed class OwnEngine : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("openhands-engine-").FullName;
    private Process? _process;

    public string Endpoint => $"unix://{_root}/docker.sock";

    /// <summary>Why there can be none; <see langword="null"/> when there can.</summary>
    public static string? UnavailableBecause => !Environment.IsPrivilegedProcess ? "Only root can start an engine." : null;

    /// <summary>Starts it, again after it was killed.</summary>
    /// <param name="liveRestore">Whether containers outlive it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task StartAsync(bool liveRestore, CancellationToken cancellationToken)
    {
        // A killed engine leaves them, and where nobody collects dead processes they name one that seems to live.
        File.Delete($"{_root}/pid");
        Directory.CreateDirectory($"{_root}/exec/containerd");
        File.Delete($"{_root}/exec/containerd/containerd.pid");
        string[] arguments =
        [
            "--net", "dockerd", "--host", Endpoint, "--data-root", $"{_root}/data", "--exec-root", $"{_root}/exec", "--pidfile", $"{_root}/pid",
            "--bridge", "none", "--iptables=false", "--log-level", "info", .. liveRestore ? ["--live-restore"] : Array.Empty<string>(),
        ];
        _process = Process.Start(new ProcessStartInfo("unshare", arguments) { RedirectStandardError = true })!;
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null)
            {
                ready.TrySetException(new InvalidOperationException("The engine of the test ended."));
            }
            else if (line.Data.Contains("API listen on", StringComparison.Ordinal))
            {
                ready.TrySetResult();
            }
        };
        _process.BeginErrorReadLine();
        await ready.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Copies an image of the engine that all tests share.</summary>
    public async Task CopyImageAsync(string image)
    {
        var file = Path.Combine(_root, "image.tar");
        await TestEngine.DockerAsync("save", "--output", file, image);
        await TestEngine.DockerAsync("--host", Endpoint, "load", "--input", file);
        File.Delete(file);
    }

    /// <summary>Kills it as a crash would.</summary>
    public async Task KillAsync()
    {
        _process!.Kill();
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            using var kill = Process.Start("kill", ["-TERM", await File.ReadAllTextAsync($"{_root}/pid")]);
            await kill.WaitForExitAsync();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        // What a killed engine left mounted is in the way.
        using var remove = Process.Start("sh", ["-c", $"grep -o ' {_root}[^ ]*' /proc/self/mounts | sort -r | xargs -r umount -l; rm -rf {_root}"]);
        await remove.WaitForExitAsync();
    }
}
