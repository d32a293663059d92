namespace OpenHands.Benchmarks;

/// <summary>A directory that goes away.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("openhands-bench-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
