using System.Diagnostics;

namespace OpenHands.Docker.Tests;

/// <summary>A directory of this machine that accounts of containers may enter.</summary>
internal sealed class HostDirectory : IDisposable
{
    public HostDirectory()
    {
        Path = Directory.CreateTempSubdirectory("openhands-docker-").FullName;
        File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; }

    /// <summary>A directory in it that belongs to an account; skips the test where this process may not give things away.</summary>
    public string MakeFor(int userId)
    {
        var inner = Directory.CreateDirectory(System.IO.Path.Combine(Path, "owned")).FullName;
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root can give a directory to another account.");
        }

        using var chown = Process.Start("chown", [$"{userId}:{userId}", inner]);
        chown.WaitForExit();
        return inner;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
