namespace OpenHands.Agents.Tests;

/// <summary>A directory of its own, gone with the test.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("openhands-agents-");

    public string Path => _directory.FullName;

    public void Write(string name, string text) => File.WriteAllText(In(name), text);

    public string Read(string name) => File.ReadAllText(In(name));

    public byte[] Bytes(string name) => File.ReadAllBytes(In(name));

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => _directory.Delete(recursive: true);
}
