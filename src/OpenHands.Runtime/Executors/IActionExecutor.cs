namespace OpenHands;

/// <summary>Does what actions ask, inside one sandbox: in this process, or over HTTP in another.</summary>
/// <remarks>
/// An action that fails is an <see cref="Observation"/>. An exception means that the sandbox itself failed, and
/// <see cref="RuntimeException.IsTransient"/> says whether asking again can help. Safe for concurrent calls: files and listings do not
/// wait behind a running command, and a second command is refused with an <see cref="ErrorObservation"/> while one runs.
/// </remarks>
public interface IActionExecutor : IAsyncDisposable
{
    /// <summary>What this sandbox can do. Constant once the executor is there.</summary>
    RuntimeCapabilities Capabilities { get; }

    /// <summary>Executes one runnable action.</summary>
    /// <param name="action">The action; its <see cref="AgentAction.Timeout"/> is set.</param>
    /// <param name="onOutput">
    /// Receives output while the action runs, in order, never after the returned task has ended. It is called on the executor's own
    /// thread and must return at once.
    /// </param>
    /// <param name="cancellationToken">
    /// Stops the action with every process it started. The observation then holds what there was; no <see cref="OperationCanceledException"/> is thrown.
    /// </param>
    /// <exception cref="RuntimeException">The sandbox failed.</exception>
    Task<Observation> ExecuteAsync(AgentAction action, Action<OutputChunk>? onOutput = null, CancellationToken cancellationToken = default);

    /// <summary>Sets environment variables for every later command and cell. Values are data: nothing in them is expanded or executed.</summary>
    /// <exception cref="ArgumentException">A name is no valid variable name, or a value holds a NUL.</exception>
    Task SetEnvironmentAsync(IReadOnlyDictionary<string, string> variables, CancellationToken cancellationToken = default);

    /// <summary>Lists a directory: directories first with a trailing <c>/</c>, then files, each sorted by lower-cased name.</summary>
    /// <param name="path">Absolute, or relative to the workspace; <see langword="null"/> or empty for the workspace.</param>
    /// <param name="cancellationToken">Cancels the listing.</param>
    /// <returns>The names; empty when the path is missing or no directory.</returns>
    Task<IReadOnlyList<string>> ListFilesAsync(string? path = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a stream as one file, atomically. Missing parent directories are made.</summary>
    /// <param name="path">Path of the file; absolute, or relative to the workspace.</param>
    /// <param name="content">The bytes, read to the end and not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer; the old file stays.</param>
    /// <exception cref="IOException">The sandbox refused: the message names the path and the reason.</exception>
    Task UploadFileAsync(string path, Stream content, CancellationToken cancellationToken = default);

    /// <summary>Unpacks a tar stream below a directory. No entry may leave it, neither by its name nor through a link.</summary>
    /// <param name="directory">The directory, made when missing; absolute, or relative to the workspace.</param>
    /// <param name="tar">An uncompressed tar archive, read to its end and not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer; entries that are there stay.</param>
    /// <exception cref="IOException">The sandbox refused: the message names the entry and the reason.</exception>
    /// <exception cref="InvalidDataException">The stream is not a tar archive, or an entry would leave the directory.</exception>
    Task UploadTreeAsync(string directory, Stream tar, CancellationToken cancellationToken = default);

    /// <summary>Copies a file of the sandbox into a stream.</summary>
    /// <param name="path">Path of the file; absolute, or relative to the workspace.</param>
    /// <param name="destination">Receives the bytes; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read: the message names the path and the reason.</exception>
    Task DownloadFileAsync(string path, Stream destination, CancellationToken cancellationToken = default);

    /// <summary>Packs a directory of the sandbox as a tar archive into a stream. Links are packed as links, never followed.</summary>
    /// <param name="path">The directory, or a single file; absolute, or relative to the workspace. Entry names are relative to it.</param>
    /// <param name="destinationTar">Receives the archive; not disposed.</param>
    /// <param name="cancellationToken">Cancels the transfer.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such directory.</exception>
    /// <exception cref="IOException">Something cannot be read: the message names the path and the reason.</exception>
    Task DownloadTreeAsync(string path, Stream destinationTar, CancellationToken cancellationToken = default);

    /// <summary>Starts a program beside the agent's shell, such as a server or a plugin's own process.</summary>
    /// <param name="command">The program. It is run as it is named: no shell expands anything.</param>
    /// <param name="cancellationToken">Cancels the start, not the program.</param>
    /// <returns>
    /// The running program. Disposing it kills the program with every process that it started and that is still there; so does disposing the executor.
    /// </returns>
    /// <exception cref="ArgumentException">The command cannot be one; see <see cref="SandboxCommand.ThrowIfInvalid"/>.</exception>
    /// <exception cref="IOException">
    /// It cannot be started: there is no such program (<see cref="FileNotFoundException"/>) or directory (<see cref="DirectoryNotFoundException"/>), or it
    /// may not be run. The message names it and the reason.
    /// </exception>
    /// <exception cref="RuntimeException">The sandbox failed.</exception>
    Task<ISandboxProcess> StartProcessAsync(SandboxCommand command, CancellationToken cancellationToken = default);
}
