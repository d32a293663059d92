using System.Formats.Tar;
using Microsoft.Extensions.Logging;

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
    /// <remarks>
    /// A tree comes with its modes and with those of its links that stay within it. Others would show whoever reads the copy files of the host.
    /// </remarks>
    /// <param name="sandboxPath">What to copy. Absolute, or relative to the workspace.</param>
    /// <param name="hostDirectory">Where it goes; made when missing.</param>
    /// <param name="recursive">Whether <paramref name="sandboxPath"/> is a directory.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <returns>What was left out: links that lead out of the tree, each as <c>name -> target</c>.</returns>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">It could not be read or stored, or an entry would have left <paramref name="hostDirectory"/>.</exception>
    /// <exception cref="InvalidDataException">The sandbox did not send an archive.</exception>
    public async Task<IReadOnlyList<string>> CopyFromAsync(string sandboxPath, string hostDirectory, bool recursive = false, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(sandboxPath);
        ArgumentException.ThrowIfNullOrEmpty(hostDirectory);
        var executor = Executor;
        var target = Directory.CreateDirectory(hostDirectory).FullName;
        if (recursive)
        {
            IReadOnlyList<string> leftOut = [];
            await PipedCopy.RunAsync(
                (tar, token) => executor.DownloadTreeAsync(sandboxPath, tar, token),
                async (tar, token) => leftOut = await HostTree.UnpackAsync(tar, target, token).ConfigureAwait(false),
                cancellationToken).ConfigureAwait(false);
            if (leftOut.Count > 0)
            {
                LogLinksLeftOut(leftOut.Count, sandboxPath, leftOut[0]);
            }

            return leftOut;
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
            return [];
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static string SandboxPath(string directory, string name) => directory.Length == 0 || directory.EndsWith('/') ? $"{directory}{name}" : $"{directory}/{name}";

    [LoggerMessage(LogLevel.Warning, "{Count} links that lead out of {Path} were not copied, the first of them {First}.")]
    private partial void LogLinksLeftOut(int count, string path, string first);
}
