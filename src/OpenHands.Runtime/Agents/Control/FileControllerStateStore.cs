using OpenHands.Events;

namespace OpenHands;

/// <summary>Keeps a controller's state beside the session's events, in <c>sessions/ID/agent_state.json</c>. Replaced as a whole, never half.</summary>
public sealed class FileControllerStateStore : IControllerStateStore
{
    private const string FileName = "agent_state.json";

    private readonly string _path;

    /// <summary>Names the file; it is made by the first save.</summary>
    /// <param name="rootDirectory">The directory of all sessions, the same as the event store's.</param>
    /// <param name="sessionId">The session.</param>
    /// <exception cref="ArgumentException">The id could name something else than one folder of its own.</exception>
    public FileControllerStateStore(string rootDirectory, string sessionId) => _path = Path.Combine(SessionFolder.Of(rootDirectory, sessionId), FileName);

    /// <inheritdoc />
    public async Task<ControllerState?> LoadAsync(CancellationToken cancellationToken = default)
    {
        try
        {
            return ControllerState.Parse(await File.ReadAllTextAsync(_path, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (InvalidDataException exception)
        {
            throw new InvalidDataException($"{_path}: {exception.Message}", exception);
        }
    }

    /// <inheritdoc />
    public async Task SaveAsync(ControllerState state, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(state);
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        var draft = _path + ".new";
        await File.WriteAllTextAsync(draft, state.ToJson(), cancellationToken).ConfigureAwait(false);
        File.Move(draft, _path, overwrite: true);
    }
}
