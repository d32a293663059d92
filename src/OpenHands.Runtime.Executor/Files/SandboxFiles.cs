namespace OpenHands.Execution;

/// <summary>The files of one sandbox: what read and write actions, listings and transfers do.</summary>
/// <remarks>
/// <para>
/// Safe for concurrent calls. Write actions run one after another; reads, listings and transfers wait for nobody, and see a
/// file that is being written as it was before, until it is complete.
/// </para>
/// <para>
/// Paths may lead anywhere this process may go: what confines an agent is the sandbox, not a check of text. Only what an archive brings
/// with it is confined, to the directory it is unpacked to.
/// </para>
/// </remarks>
/// <param name="workspacePath">The absolute path that listings and transfers take relative paths from.</param>
/// <param name="limits">How much is too much; the defaults of <see cref="FileLimits"/> when left out.</param>
internal sealed class SandboxFiles(string workspacePath, FileLimits? limits = null) : IDisposable
{
    private readonly FileLimits _limits = limits ?? new FileLimits();
    private readonly TextFileReader _reader = new(limits ?? new FileLimits());
    private readonly TextFileWriter _writer = new();

    /// <summary>Reads a text file, or a range of its lines. Whatever goes wrong, cancelling too, is an <see cref="ErrorObservation"/>.</summary>
    /// <param name="action">What to read.</param>
    /// <param name="workingDirectory">The absolute path that a relative one starts from.</param>
    /// <param name="cancellationToken">Cancels the read.</param>
    public Task<Observation> ReadAsync(FileReadAction action, string workingDirectory, CancellationToken cancellationToken) =>
        _reader.ReadAsync(action, workingDirectory, cancellationToken);

    /// <summary>Writes a text file, or a range of its lines, in one step. Whatever goes wrong, cancelling too, is an <see cref="ErrorObservation"/> and leaves the old file.</summary>
    /// <param name="action">What to write.</param>
    /// <param name="workingDirectory">The absolute path that a relative one starts from.</param>
    /// <param name="cancellationToken">Cancels the write.</param>
    public Task<Observation> WriteAsync(FileWriteAction action, string workingDirectory, CancellationToken cancellationToken) =>
        _writer.WriteAsync(action, workingDirectory, cancellationToken);

    /// <inheritdoc cref="IActionExecutor.ListFilesAsync" />
    public IReadOnlyList<string> List(string? path) => DirectoryListing.Of(Resolve(path ?? ""));

    /// <inheritdoc cref="IActionExecutor.UploadFileAsync" />
    public Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken) =>
        FileTransfer.UploadAsync(Resolve(path), content, cancellationToken);

    /// <summary>Stores a stream under a name that a client made up, in a directory that is made when it is missing.</summary>
    /// <param name="directory">The directory; absolute, or relative to the workspace.</param>
    /// <param name="fileName">The client's name for the file. Only what follows its last slash counts, so it cannot leave the directory.</param>
    /// <param name="content">The bytes, read to the end and not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer; the old file stays.</param>
    /// <returns>The absolute path of the file.</returns>
    /// <exception cref="IOException">The name names no file, or the system refused.</exception>
    public async Task<string> UploadIntoAsync(string directory, string fileName, Stream content, CancellationToken cancellationToken)
    {
        var name = SandboxPath.NameOf(fileName);
        if (name is "" or "." or "..")
        {
            throw FileException.Refused(fileName, "it names no file");
        }

        var path = SandboxPath.Resolve(name, Resolve(directory));
        await FileTransfer.UploadAsync(path, content, cancellationToken).ConfigureAwait(false);
        return path;
    }

    /// <inheritdoc cref="IActionExecutor.DownloadFileAsync" />
    public Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken) =>
        FileTransfer.DownloadAsync(Resolve(path), destination, cancellationToken);

    /// <summary>Opens a regular file to read parts of it.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The system refused, or the file is no regular one.</exception>
    public FileStream Open(string path) => FileTransfer.Open(Resolve(path));

    /// <inheritdoc cref="IActionExecutor.UploadTreeAsync" />
    public Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken) =>
        TarUnpacker.UnpackAsync(Resolve(directory), tar, cancellationToken);

    /// <inheritdoc cref="IActionExecutor.DownloadTreeAsync" />
    public Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken) =>
        TarPacker.PackAsync(Resolve(path), destinationTar, cancellationToken);

    /// <summary>Unpacks a zip archive below a directory, as safely as <see cref="UploadTreeAsync"/> does.</summary>
    /// <param name="directory">The directory, made when missing; absolute, or relative to the workspace.</param>
    /// <param name="zip">The archive, not disposed. One that cannot seek is first copied to a temporary file.</param>
    /// <param name="cancellationToken">Cancels the transfer; entries that are there stay.</param>
    /// <exception cref="IOException">The system refused: the message names the entry and the reason.</exception>
    /// <exception cref="InvalidDataException">The stream is no zip archive, unpacks to more than <see cref="FileLimits"/> allow, or an entry would leave the directory.</exception>
    public Task ExtractZipAsync(string directory, Stream zip, CancellationToken cancellationToken) =>
        ZipUnpacker.UnpackAsync(Resolve(directory), zip, _limits, cancellationToken);

    /// <summary>Packs a directory as a zip archive, as <see cref="DownloadTreeAsync"/> does as tar.</summary>
    /// <param name="path">The directory, or a single file; absolute, or relative to the workspace.</param>
    /// <param name="destination">Receives the archive, by asynchronous writes alone; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">Something cannot be read: the message names the path and the reason.</exception>
    public Task WriteZipAsync(string path, Stream destination, CancellationToken cancellationToken) =>
        ZipPacker.PackAsync(Resolve(path), destination, cancellationToken);

    /// <inheritdoc />
    public void Dispose() => _writer.Dispose();

    private string Resolve(string path) => SandboxPath.Resolve(path, workspacePath);
}
