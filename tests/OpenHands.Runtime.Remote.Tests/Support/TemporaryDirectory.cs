namespace OpenHands.Remote.Tests;

/// <summary>A new directory, removed when disposed.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("openhands-remote-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
