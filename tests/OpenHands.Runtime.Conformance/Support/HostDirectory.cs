namespace OpenHands.Conformance;

/// <summary>A new directory of the host program, removed when disposed.</summary>
internal sealed class HostDirectory : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("openhands-conformance-").FullName;

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return ValueTask.CompletedTask;
    }
}
