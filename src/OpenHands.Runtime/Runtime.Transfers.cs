namespace OpenHands;

// Streams and programs, for applications that serve a sandbox to others.
public abstract partial class Runtime
{
    /// <summary>Stores a stream as one file of the sandbox, atomically. Missing parent directories are made. Not recorded on the stream of events.</summary>
    /// <param name="sandboxPath">Path of the file; absolute, or relative to the workspace.</param>
    /// <param name="content">The bytes, read to the end and not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer; the old file stays.</param>
    /// <exception cref="IOException">The sandbox refused: the message names the path and the reason.</exception>
    public Task UploadFileAsync(string sandboxPath, Stream content, CancellationToken cancellationToken = default) =>
        Executor.UploadFileAsync(sandboxPath, content, cancellationToken);

    /// <summary>Copies a file of the sandbox into a stream. Not recorded on the stream of events.</summary>
    /// <param name="sandboxPath">Path of the file; absolute, or relative to the workspace.</param>
    /// <param name="destination">Receives the bytes; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read: the message names the path and the reason.</exception>
    public Task DownloadFileAsync(string sandboxPath, Stream destination, CancellationToken cancellationToken = default) =>
        Executor.DownloadFileAsync(sandboxPath, destination, cancellationToken);

    /// <summary>Packs a directory of the sandbox as a tar archive into a stream. Links are packed as links, never followed.</summary>
    /// <param name="sandboxPath">The directory; absolute, or relative to the workspace. Entry names are relative to it.</param>
    /// <param name="destinationTar">Receives the archive; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">Something cannot be read: the message names the path and the reason.</exception>
    public Task DownloadTreeAsync(string sandboxPath, Stream destinationTar, CancellationToken cancellationToken = default) =>
        Executor.DownloadTreeAsync(sandboxPath, destinationTar, cancellationToken);

    /// <summary>Starts a program beside the agent's shell, without a shell and without a terminal. Not recorded on the stream of events.</summary>
    /// <param name="command">The program.</param>
    /// <param name="cancellationToken">Cancels the start, not the program.</param>
    /// <returns>The running program; disposing it, or the runtime, kills it with every process that it started.</returns>
    /// <exception cref="IOException">It cannot be started; the message names it and the reason.</exception>
    public Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default) =>
        Executor.StartProcessAsync(command, cancellationToken);
}
