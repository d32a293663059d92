namespace OpenHands.Docker;

/// <summary>What this backend needs of a container engine. Everything that knows the engine's client library is behind it.</summary>
/// <remarks>Safe for concurrent calls. Whatever fails throws an <see cref="EngineException"/> that says what kind of failure it is.</remarks>
internal interface IContainerEngine : IDisposable
{
    /// <summary>Where the engine is, for messages.</summary>
    string Endpoint { get; }

    /// <summary>Asks what the engine is; the way to find out whether there is one.</summary>
    Task<EngineVersion> GetVersionAsync(CancellationToken cancellationToken);

    /// <summary>The id of an image that the engine has; <see langword="null"/> when it has none of that name.</summary>
    Task<string?> FindImageAsync(string image, CancellationToken cancellationToken);

    /// <summary>Fetches an image from its registry.</summary>
    /// <param name="image">Name, with a tag or a digest.</param>
    /// <param name="credentials">Who asks; <see langword="null"/> for nobody in particular.</param>
    /// <param name="onProgress">Is told how far it is, often.</param>
    /// <param name="cancellationToken">Stops fetching.</param>
    Task PullImageAsync(string image, DockerCredentials? credentials, Action<PullProgress> onProgress, CancellationToken cancellationToken);

    /// <summary>Makes a container that is not started.</summary>
    /// <returns>Its id.</returns>
    Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken);

    /// <summary>Starts a container; one that runs already is left alone.</summary>
    Task StartContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Removes a container with its anonymous volumes, also while it runs. One that is gone is no failure.</summary>
    Task RemoveContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Gives a container another name.</summary>
    Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken);

    /// <summary>Freezes every process of a container.</summary>
    Task PauseContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>Thaws a container.</summary>
    Task UnpauseContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>How a container is; <see langword="null"/> when there is none of that id or name.</summary>
    Task<ContainerState?> InspectContainerAsync(string idOrName, CancellationToken cancellationToken);

    /// <summary>Every container, running or not, that has all these labels.</summary>
    Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken);

    /// <summary>Waits until a container does not run.</summary>
    /// <returns>The exit code of its first process.</returns>
    Task<long> WaitContainerAsync(string id, CancellationToken cancellationToken);

    /// <summary>The last lines that a container printed; empty when it printed nothing or is gone.</summary>
    Task<IReadOnlyList<string>> ReadLogAsync(string id, int lines, CancellationToken cancellationToken);

    /// <summary>Follows what a container prints from now on; ends with the container.</summary>
    Task<EngineStream> AttachAsync(string id, CancellationToken cancellationToken);

    /// <summary>Starts a program in a running container, joined with its standard input and output.</summary>
    Task<EngineStream> ExecuteAsync(string id, IReadOnlyList<string> command, CancellationToken cancellationToken);

    /// <summary>Unpacks a tar archive in a container that was not started yet.</summary>
    /// <param name="id">The container.</param>
    /// <param name="directory">Where; it must exist.</param>
    /// <param name="tar">The archive.</param>
    /// <param name="cancellationToken">Stops sending.</param>
    Task PutArchiveAsync(string id, string directory, Stream tar, CancellationToken cancellationToken);

    /// <summary>The bytes of a file in a container.</summary>
    /// <returns>The bytes; <see langword="null"/> when there is no such file, or it is longer than <paramref name="mostBytes"/>.</returns>
    Task<byte[]?> ReadFileAsync(string id, string path, int mostBytes, CancellationToken cancellationToken);

    /// <summary>Whether there is a volume.</summary>
    Task<bool> HasVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes a volume. One that is gone or in use is no failure.</summary>
    Task RemoveVolumeAsync(string name, CancellationToken cancellationToken);

    /// <summary>The names of the volumes that have a label, that no container uses, and that are older than a moment.</summary>
    Task<IReadOnlyList<string>> ListUnusedVolumesAsync(string label, DateTimeOffset madeBefore, CancellationToken cancellationToken);
}
