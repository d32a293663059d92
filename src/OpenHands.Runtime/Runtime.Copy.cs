using System.Formats.Tar;

namespace OpenHands;

// Files between the host program and the sandbox.
public abstract partial class Runtime
{
    /// <summary>Copies a file or a directory of the host program into a directory of the sandbox, under its own name.</summary>
    /// <param name="hostPath">What to copy.</param>
    /// <param name="sandboxDirectory">Where it goes; made when missing. Absolute, or relative to the workspace.</param>
    /// <param name="recursive">Whether <paramref name="hostPath"/> is a directory.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="FileNotFoundException">The source does not exist.</exception>
    /// <exception cref="IOException">It could not be read or stored; the message names the path and the reason.</exception>
    public async Task CopyToAsync(string hostPath, string sandboxDirectory, bool recursive = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostPath);
        ArgumentNullException.ThrowIfNull(sandboxDirectory);
        var executor = Executor;
        var source = Path.TrimEndingDirectorySeparator(Path.GetFullPath(hostPath));
        if (recursive ? !Directory.Exists(source) : !File.Exists(source))
        {
            throw new FileNotFoundException(
                $"Source {(recursive ? "directory" : "file")} {hostPath} does not exist.{(Directory.Exists(source) ? " It is a directory: copy it with recursive." : "")}", hostPath);
        }

        if (!recursive)
        {
            var file = File.OpenRead(source);
            await using (file.ConfigureAwait(false))
            {
                await executor.UploadFileAsync(SandboxPath(sandboxDirectory, Path.GetFileName(source)), file, cancellationToken).ConfigureAwait(false);
            }

            return;
        }

        await PipedCopy.RunAsync(
            (tar, token) => TarFile.CreateFromDirectoryAsync(source, tar, includeBaseDirectory: true, token),
            (tar, token) => executor.UploadTreeAsync(sandboxDirectory, tar, token),
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Copies a file or the content of a directory of the sandbox into a directory of the host program.</summary>
    /// <param name="sandboxPath">What to copy. Absolute, or relative to the workspace.</param>
    /// <param name="hostDirectory">Where it goes; made when missing.</param>
    /// <param name="recursive">Whether <paramref name="sandboxPath"/> is a directory.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">It could not be read or stored, or an entry would have left <paramref name="hostDirectory"/>.</exception>
    public async Task CopyFromAsync(string sandboxPath, string hostDirectory, bool recursive = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sandboxPath);
        ArgumentException.ThrowIfNullOrEmpty(hostDirectory);
        var executor = Executor;
        var target = Directory.CreateDirectory(hostDirectory).FullName;
        if (recursive)
        {
            await PipedCopy.RunAsync(
                (tar, token) => executor.DownloadTreeAsync(sandboxPath, tar, token),
                (tar, token) => TarFile.ExtractToDirectoryAsync(tar, target, overwriteFiles: true, token),
                cancellationToken).ConfigureAwait(false);
            return;
        }

        var name = Path.GetFileName(sandboxPath.TrimEnd('/'));
        var partial = Path.Combine(target, $".{name}.{Guid.NewGuid():N}");
        try
        {
            var file = new FileStream(partial, FileMode.CreateNew, FileAccess.Write);
            await using (file.ConfigureAwait(false))
            {
                await executor.DownloadFileAsync(sandboxPath, file, cancellationToken).ConfigureAwait(false);
            }

            File.Move(partial, Path.Combine(target, name), overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static string SandboxPath(string directory, string name) => directory.Length == 0 || directory.EndsWith('/') ? $"{directory}{name}" : $"{directory}/{name}";
}
