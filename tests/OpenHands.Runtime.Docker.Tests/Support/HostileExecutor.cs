namespace OpenHands.Docker.Tests;

/// <summary>A script in place of the executor, for images with a shell.</summary>
internal sealed class HostileExecutor : IDisposable
{
    /// <param name="serve">What it does when it is to serve.</param>
    /// <param name="connect">What it does when it is to connect.</param>
    public HostileExecutor(string serve, string connect = "exit 1") => File.WriteAllText(
        Path,
        $"#!/bin/sh\ncase $1 in\nserve)\n{serve}\n;;\nconnect)\n{connect}\n;;\nesac\n");

    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"openhands-hostile-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(Path);
}
