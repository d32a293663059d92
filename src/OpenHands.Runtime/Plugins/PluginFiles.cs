using System.Formats.Tar;
using System.Text;

namespace OpenHands;

/// <summary>Files of the sandbox, as a plugin uses them. Paths are absolute, or relative to the workspace; directories are made when missing.</summary>
public sealed class PluginFiles
{
    /// <summary>Most bytes that <see cref="ReadAsync"/> takes into memory: 16 MiB.</summary>
    public const int MaxReadBytes = 16 * 1024 * 1024;

    private readonly IActionExecutor _executor;

    internal PluginFiles(IActionExecutor executor) => _executor = executor;

    /// <summary>Stores text as UTF-8, atomically, in place of what was there.</summary>
    /// <exception cref="IOException">The sandbox refused: the message names the path and the reason.</exception>
    public Task WriteAsync(string path, string text, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(text);
        return WriteAsync(path, Encoding.UTF8.GetBytes(text), cancellationToken);
    }

    /// <summary>Stores bytes, atomically, in place of what was there.</summary>
    /// <exception cref="IOException">The sandbox refused: the message names the path and the reason.</exception>
    public async Task WriteAsync(string path, ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        using var stream = new MemoryStream(content.ToArray(), writable: false);
        await UploadAsync(path, stream, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stores a stream as one file, atomically.</summary>
    /// <param name="path">Path of the file.</param>
    /// <param name="content">The bytes, read to the end and not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer; the old file stays.</param>
    /// <exception cref="IOException">The sandbox refused: the message names the path and the reason.</exception>
    public Task UploadAsync(string path, Stream content, CancellationToken cancellationToken = default) =>
        _executor.UploadFileAsync(path, content, cancellationToken);

    /// <summary>Copies everything below a directory of the host program into a directory of the sandbox.</summary>
    /// <param name="hostDirectory">The directory to copy; its own name is not part of the copy.</param>
    /// <param name="sandboxDirectory">Where its content goes.</param>
    /// <param name="cancellationToken">Cancels the transfer; files that are there stay.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">Something could not be read or stored; the message names it and the reason.</exception>
    public Task UploadDirectoryAsync(string hostDirectory, string sandboxDirectory, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(hostDirectory);
        return Directory.Exists(hostDirectory)
            ? PipedCopy.RunAsync(
                (tar, token) => TarFile.CreateFromDirectoryAsync(hostDirectory, tar, includeBaseDirectory: false, token),
                (tar, token) => _executor.UploadTreeAsync(sandboxDirectory, tar, token),
                cancellationToken)
            : throw new DirectoryNotFoundException($"The directory {hostDirectory}, which is to be copied into the sandbox, does not exist.");
    }

    /// <summary>Reads a file as UTF-8 text.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read, or is longer than <see cref="MaxReadBytes"/>; the message names the path.</exception>
    public async Task<string> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        using var content = new LimitedBuffer(path, MaxReadBytes);
        await DownloadAsync(path, content, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(content.GetBuffer(), 0, (int)content.Length);
    }

    /// <summary>Copies a file of the sandbox into a stream.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">It cannot be read: the message names the path and the reason.</exception>
    public Task DownloadAsync(string path, Stream destination, CancellationToken cancellationToken = default) =>
        _executor.DownloadFileAsync(path, destination, cancellationToken);

    /// <summary>Lists a directory: directories first with a trailing <c>/</c>, then files; empty when it is missing.</summary>
    public Task<IReadOnlyList<string>> ListAsync(string path, CancellationToken cancellationToken = default) =>
        _executor.ListFilesAsync(path, cancellationToken);

    // Refuses what a sandbox sends beyond the limit while it comes, not after it is all in memory.
    // For a derived class, MemoryStream leads every other way of writing a block to this one.
    private sealed class LimitedBuffer(string path, int limit) : MemoryStream
    {
        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Length + count > limit)
            {
                throw new IOException($"The file {path} is longer than {limit} bytes, the most that is read into memory. Download it into a stream.");
            }

            base.Write(buffer, offset, count);
        }
    }
}
