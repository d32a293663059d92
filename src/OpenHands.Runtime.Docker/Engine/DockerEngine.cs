using System.Globalization;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace OpenHands.Docker;

/// <summary>A Docker engine, by Docker.DotNet.</summary>
internal sealed class DockerEngine : IContainerEngine
{
    private static readonly IReadOnlyList<string> s_noLines = [];

    private readonly DockerClientConfiguration _configuration;
    private readonly DockerClient _client;

    /// <param name="endpoint">Where it is: <c>unix:///path</c>, <c>npipe://./pipe/name</c> or <c>tcp://host:port</c>.</param>
    public DockerEngine(Uri endpoint)
    {
        Endpoint = endpoint.OriginalString;
        _configuration = new DockerClientConfiguration(endpoint);
        _client = _configuration.CreateClient();
    }

    public string Endpoint { get; }

    public Task<EngineVersion> GetVersionAsync(CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var version = await _client.System.GetVersionAsync(cancellationToken).ConfigureAwait(false);
        return new EngineVersion(version.Version ?? "", version.APIVersion ?? "", version.Os ?? "", version.Arch ?? "");
    });

    public async Task<string?> FindImageAsync(string image, CancellationToken cancellationToken) =>
        (await FindAsync(() => _client.Images.InspectImageAsync(image, cancellationToken)).ConfigureAwait(false))?.ID;

    public Task PullImageAsync(string image, DockerCredentials? credentials, Action<PullProgress> onProgress, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        string? failure = null;
        var messages = new Progress(message =>
        {
            failure ??= message.ErrorMessage is { Length: > 0 } text ? text : message.Error?.Message;
            onProgress(new PullProgress(message.ID ?? "", message.Status ?? "", message.Progress?.Current ?? 0, message.Progress?.Total ?? 0));
        });
        var authorization = credentials is null ? null : new AuthConfig { Username = credentials.UserName, Password = credentials.Password };
        await _client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, authorization, messages, cancellationToken).ConfigureAwait(false);
        return failure is null ? true : throw new EngineException(EngineFailure.NotFound, failure);
    });

    public Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken cancellationToken) => AskAsync(async () =>
        (await _client.Containers.CreateContainerAsync(ContainerParameters.From(spec), cancellationToken).ConfigureAwait(false)).ID);

    public Task StartContainerAsync(string id, CancellationToken cancellationToken) =>
        AskAsync(() => _client.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellationToken));

    public Task RemoveContainerAsync(string id, CancellationToken cancellationToken) => UnlessGoneAsync(() =>
        _client.Containers.RemoveContainerAsync(id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true }, cancellationToken));

    public Task RenameContainerAsync(string id, string name, CancellationToken cancellationToken) => AskAsync(() =>
        Done(_client.Containers.RenameContainerAsync(id, new ContainerRenameParameters { NewName = name }, cancellationToken)));

    public Task PauseContainerAsync(string id, CancellationToken cancellationToken) => AskAsync(() => Done(_client.Containers.PauseContainerAsync(id, cancellationToken)));

    public Task UnpauseContainerAsync(string id, CancellationToken cancellationToken) => AskAsync(() => Done(_client.Containers.UnpauseContainerAsync(id, cancellationToken)));

    public async Task<ContainerState?> InspectContainerAsync(string idOrName, CancellationToken cancellationToken)
    {
        var container = await FindAsync(() => _client.Containers.InspectContainerAsync(idOrName, cancellationToken)).ConfigureAwait(false);
        return container is null ? null : new ContainerState(
            container.ID,
            container.Name.TrimStart('/'),
            container.State.Status ?? "",
            container.State.ExitCode,
            container.State.OOMKilled,
            container.State.Error ?? "",
            Moment(container.State.FinishedAt),
            (int)container.State.Pid,
            Copy(container.Config?.Labels));
    }

    public Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(IReadOnlyDictionary<string, string> labels, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = labels.ToDictionary(label => $"{label.Key}={label.Value}", _ => true) };
        var containers = await _client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters }, cancellationToken).ConfigureAwait(false);
        return (IReadOnlyList<ContainerSummary>)[.. containers.Select(container => new ContainerSummary(
            container.ID,
            container.Names is [var name, ..] ? name.TrimStart('/') : "",
            container.State ?? "",
            new DateTimeOffset(DateTime.SpecifyKind(container.Created, DateTimeKind.Utc)),
            Copy(container.Labels)))];
    });

    public Task<long> WaitContainerAsync(string id, CancellationToken cancellationToken) => AskAsync(async () =>
        (await _client.Containers.WaitContainerAsync(id, cancellationToken).ConfigureAwait(false)).StatusCode);

    public async Task<IReadOnlyList<string>> ReadLogAsync(string id, int lines, CancellationToken cancellationToken)
    {
        var parameters = new ContainerLogsParameters { ShowStdout = true, ShowStderr = true, Tail = lines.ToString(CultureInfo.InvariantCulture) };
        var log = await FindAsync(() => _client.Containers.GetContainerLogsAsync(id, tty: false, parameters, cancellationToken)).ConfigureAwait(false);
        if (log is null)
        {
            return s_noLines;
        }

        using var stream = new EngineStream(log, mergeErrors: true);
        return await LogLines.ReadAsync(stream, lines, cancellationToken).ConfigureAwait(false);
    }

    public Task<EngineStream> AttachAsync(string id, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var parameters = new ContainerAttachParameters { Stream = true, Stdout = true, Stderr = true };
        return new EngineStream(await _client.Containers.AttachContainerAsync(id, tty: false, parameters, cancellationToken).ConfigureAwait(false), mergeErrors: true);
    });

    public Task<EngineStream> ExecuteAsync(string id, IReadOnlyList<string> command, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var parameters = new ContainerExecCreateParameters { Cmd = [.. command], AttachStdin = true, AttachStdout = true, AttachStderr = true };
        var exec = await _client.Exec.ExecCreateContainerAsync(id, parameters, cancellationToken).ConfigureAwait(false);
        return new EngineStream(await _client.Exec.StartAndAttachContainerExecAsync(exec.ID, tty: false, cancellationToken).ConfigureAwait(false));
    });

    public Task PutArchiveAsync(string id, string directory, Stream tar, CancellationToken cancellationToken) => AskAsync(() =>
        Done(_client.Containers.ExtractArchiveToContainerAsync(id, new ContainerPathStatParameters { Path = directory }, tar, cancellationToken)));

    public async Task<byte[]?> ReadFileAsync(string id, string path, int mostBytes, CancellationToken cancellationToken)
    {
        var archive = await FindAsync(() => _client.Containers.GetArchiveFromContainerAsync(id, new GetArchiveFromContainerParameters { Path = path }, false, cancellationToken)).ConfigureAwait(false);
        return archive is null ? null : await AskAsync(() => FirstFile.ReadAsync(archive.Stream, mostBytes, cancellationToken)).ConfigureAwait(false);
    }

    public async Task<bool> HasVolumeAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(() => _client.Volumes.InspectAsync(name, cancellationToken)).ConfigureAwait(false) is not null;

    public Task RemoveVolumeAsync(string name, CancellationToken cancellationToken) => UnlessGoneAsync(() => _client.Volumes.RemoveAsync(name, force: false, cancellationToken));

    public Task<IReadOnlyList<string>> ListUnusedVolumesAsync(string label, DateTimeOffset madeBefore, CancellationToken cancellationToken) => AskAsync(async () =>
    {
        var filters = new Dictionary<string, IDictionary<string, bool>>
        {
            ["label"] = new Dictionary<string, bool> { [label] = true },
            ["dangling"] = new Dictionary<string, bool> { ["true"] = true },
        };
        var volumes = await _client.Volumes.ListAsync(new VolumesListParameters { Filters = filters }, cancellationToken).ConfigureAwait(false);
        return (IReadOnlyList<string>)[.. (volumes.Volumes ?? []).Where(volume => Moment(volume.CreatedAt) < madeBefore).Select(volume => volume.Name)];
    });

    public void Dispose()
    {
        _client.Dispose();
        _configuration.Dispose();
    }

    // The engine writes the first day of the year 1 for what has not happened.
    private static DateTimeOffset? Moment(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) && moment.Year > 1 ? moment : null;

    private static Dictionary<string, string> Copy(IDictionary<string, string>? labels) => new(labels ?? new Dictionary<string, string>(), StringComparer.Ordinal);

    private static async Task<bool> Done(Task task)
    {
        await task.ConfigureAwait(false);
        return true;
    }

    // Null instead of an exception for what is not there.
    private async Task<T?> FindAsync<T>(Func<Task<T>> find)
        where T : class
    {
        try
        {
            return await AskAsync(find).ConfigureAwait(false);
        }
        catch (EngineException exception) when (exception.Failure == EngineFailure.NotFound)
        {
            return null;
        }
    }

    // Two removals at a time are a conflict; a volume in use is one too.
    private async Task UnlessGoneAsync(Func<Task> remove)
    {
        try
        {
            await AskAsync(() => Done(remove())).ConfigureAwait(false);
        }
        catch (EngineException exception) when (exception.Failure is EngineFailure.NotFound or EngineFailure.Conflict)
        {
            // Gone, or going.
        }
    }

    private async Task<T> AskAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (Exception exception) when (EngineErrors.Explain(exception, Endpoint) is { } explained)
        {
            throw explained;
        }
    }

    // System.Progress calls back on other threads and in any order.
    private sealed class Progress(Action<JSONMessage> onMessage) : IProgress<JSONMessage>
    {
        public void Report(JSONMessage value) => onMessage(value);
    }
}
